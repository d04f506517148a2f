-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, process, the pool's name, number of flows, the flows in the order that decides ties (the more urgent class,
-- then the lesser route), then a new lease for each task that may be taken.
-- Answers with the time and each taken task's fields.

local worker = ARGV[2]
local holds = P .. 'k:' .. worker
-- Passes of a pool stand in the ledger under its name, its base, and its name with a flow's.
local pool = 'p:' .. ARGV[3] .. '\31'
local lastFlow = 4 + ARGV[4]
-- What one claim may take at most: all of it is written in single calls.
local wanted = math.min(#ARGV - lastFlow, 1000)
local weights = {[0] = 16, 4, 1}

local function passOf(flow) return math.max(ledger[pool .. flow] or 0, ledger[pool] or 0) end

-- What is taken is written down once, at the end or before somebody looks: until then the server has lines, tenants and
-- tasks as they were, and whatever goes wrong leaves none between a line and a lease.
local tenants, lines, taken, fresh, answer = {}, {}, {}, {}, {}

local function tenantOf(name)
  if not tenants[name] then
    local weight, cap, run = share(name)
    tenants[name] = {weight = weight, cap = cap, run = run, times = {}}
  end
  return tenants[name]
end

-- Of a flow the tenants that are next and their times. As many as there are leases are enough: each task that is taken
-- moves one of them back.
local function lineOf(flow)
  if not lines[flow] then
    -- Where nothing of the class is queued, by any route, nobody need look.
    local isEmpty = (ledger[10 * tonumber(string.sub(flow, -1)) + QUEUED] or 0) == 0
    local line, found = {}, isEmpty and {} or call('ZRANGE', P .. 'a:' .. flow, 0, wanted - 1, 'WITHSCORES')
    for i = 1, #found, 2 do line[#line + 1] = {tenant = found[i], time = tonumber(found[i + 1])} end
    lines[flow] = {next = line, left = {}, gone = {}}
  end
  return lines[flow]
end

-- A tenant's first tasks in a flow, one more than may be taken, so that the rest is known to be none or some.
local function firstOf(head, flow)
  if not head.ids then
    head.queue = Q(flow, head.tenant)
    head.ids, head.at = call('ZRANGE', head.queue, 0, wanted), 1
  end
  return head.ids[head.at]
end

local function removeTaken(head)
  local ids = {}
  for i = 1, head.at - 1 do ids[i] = head.ids[i] end
  call('ZREM', head.queue, unpack(ids))
  call('ZREM', P .. 'g:' .. head.class, unpack(ids))
end

local function writeLine(flow, line)
  local key, left, gone = P .. 'a:' .. flow, {}, {}
  for head in pairs(line.left) do
    removeTaken(head)
    left[#left + 1] = whole(head.time)
    left[#left + 1] = head.tenant
  end
  if #left > 0 then call('ZADD', key, unpack(left)) end
  for _, head in ipairs(line.gone) do
    removeTaken(head)
    gone[#gone + 1] = head.tenant
  end
  if #gone > 0 then call('ZREM', key, unpack(gone)) end
end

local function writeTaken()
  if #fresh == 0 then return end
  local leases, members = {}, {}
  for i, e in ipairs(fresh) do
    leases[2 * i - 1], leases[2 * i], members[i] = whole(e.x.le), M(e), M(e)
    save(e)
    answer[#answer + 1] = {e.id, {'f', e.values[1], 'x', e.packed, 'rq', e.values[3]}}
  end
  call('ZADD', P .. 'l', unpack(leases))
  call('SADD', holds, unpack(members))
  fresh = {}
end

local function write()
  for flow, line in pairs(lines) do writeLine(flow, line) end
  for name, tenant in pairs(tenants) do
    local fields = {'run', whole(tenant.run)}
    for flow, time in pairs(tenant.times) do
      fields[#fields + 1] = 'v:' .. flow
      fields[#fields + 1] = whole(time)
    end
    call('HSET', N(name), unpack(fields))
  end
  tenants, lines = {}, {}
  writeTaken()
end

-- The least pass.
local function choose()
  local best
  for i = 5, lastFlow do
    local flow = ARGV[i]
    local line = lineOf(flow)
    if line.next[1] then
      local pass = passOf(flow)
      if not best or pass < best.pass then best = {pass = pass, flow = flow, line = line, head = line.next[1]} end
    end
  end
  return best
end

-- Moves a line's first back to its new time; whether another has the same time, so that the server has to say who is next.
local function moveBack(next)
  local i, head = 1, next[1]
  while next[i + 1] and next[i + 1].time < head.time do
    next[i] = next[i + 1]
    i = i + 1
  end
  next[i] = head
  return next[i + 1] ~= nil and next[i + 1].time == head.time
end

local function start(e, lease)
  e.x.s, e.x.l, e.x.lg, e.x.le, e.x.w = RUNNING, lease, now, now + LEASE, worker
  e.x.al, e.x.st, e.x.pg = has(e, SUSPECT) and 1 or 0, wall, nil
  flag(e, STARTED)
  changed(e)
end

-- Takes it and charges its tenant and class.
local function take(e, choice)
  local head, flow, line, tenant = choice.head, choice.flow, choice.line, tenantOf(e.f.tn)
  taken[#taken + 1], fresh[#fresh + 1] = e, e
  start(e, ARGV[lastFlow + #taken])
  ledger['v:' .. flow] = head.time
  head.time, head.at, head.class = head.time + advance(e.f.c, tenant.weight), head.at + 1, e.f.p
  tenant.run, tenant.times[flow] = tenant.run + 1, head.time
  ledger[pool] = choice.pass
  ledger[pool .. flow] = choice.pass + math.floor(e.f.c * 16 / weights[e.f.p])
  local isTied = false
  line.left[head] = true
  if head.ids[head.at] then
    isTied = moveBack(line.next)
  else
    line.left[head], line.gone[#line.gone + 1] = nil, table.remove(line.next, 1)
  end
  local isFull = tenant.cap and tenant.run >= tenant.cap
  if isTied or isFull then write() end
  if isFull then refresh(e.f.tn) end
end

-- What is in line and is no task: whatever put it there, it must not stop the line.
local function passOver(id, choice)
  write()
  local queue = Q(choice.flow, choice.head.tenant)
  call('ZREM', queue, id)
  if call('ZCARD', queue) == 0 then call('ZREM', P .. 'a:' .. choice.flow, choice.head.tenant) end
end

-- How many the process holds, and whether that is one that has to run alone.
local held = call('SCARD', holds)
local isAlone = held == 1 and load(string.sub(call('SRANDMEMBER', holds), 16)).x.al == 1
local passed = 0
while #taken < wanted and ledger.paused ~= 1 and not isAlone and passed < SWEEP_MAX do
  local choice = choose()
  if not choice then break end
  local id = firstOf(choice.head, choice.flow)
  local values = id and call('HMGET', T(id), 'f', 'x', 'rq') or {}
  local e = values[1] and entry(id, values[1], values[2])
  local dueAt = e and due(e)
  if not e then
    passOver(id or '', choice)
    passed = passed + 1
  elseif dueAt and dueAt < wall then
    write()
    expire(e)
    passed = passed + 1
  else
    if has(e, SUSPECT) and held > 0 then break end
    e.values = values
    take(e, choice)
    held, isAlone = held + 1, e.x.al == 1
  end
end
-- The first write of a script has to be one that a full server lets pass.
if #taken == 0 and passed == 0 then drain() else write() end
return done({wall, answer})
