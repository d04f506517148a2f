-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, process, the pool's name, number of flows, the flows in the order that decides ties (the more urgent class,
-- then the lesser route), then a new lease for each task that may be taken.
-- Answers with the time and each taken task's fields.

local worker = ARGV[2]
local pool, holds = P .. 'p:' .. ARGV[3], P .. 'k:' .. ARGV[2]
local lastFlow = 4 + ARGV[4]
local wanted = #ARGV - lastFlow
local weights = {[0] = 16, 4, 1}

local passes = {}
local known = call('HGETALL', pool)
for i = 1, #known, 2 do passes[known[i]] = tonumber(known[i + 1]) end
local base = passes.base or 0

-- What is taken is written down once, at the end or before somebody looks: until then the server has lines and tenants as
-- they were.
local tenants, lines, taken = {}, {}, {}

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
    local line, found = {}, call('ZRANGE', P .. 'a:' .. flow, 0, wanted - 1, 'WITHSCORES')
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
    call('SREM', P .. 'g:' .. head.class, head.queue)
  end
  if #gone > 0 then call('ZREM', key, unpack(gone)) end
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
end

-- The least pass.
local function choose()
  local best
  for i = 5, lastFlow do
    local flow = ARGV[i]
    local line = lineOf(flow)
    if line.next[1] then
      local pass = math.max(passes[flow] or 0, base)
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

local charged = {}

-- Takes it and charges its tenant and class.
local function take(e, choice)
  local head, flow, line, tenant = choice.head, choice.flow, choice.line, tenantOf(e.f.tn)
  ledger['v:' .. flow] = head.time
  head.time, head.at, head.class = head.time + advance(e.f.c, tenant.weight), head.at + 1, e.f.p
  tenant.run, tenant.times[flow] = tenant.run + 1, head.time
  base = choice.pass
  passes[flow] = choice.pass + math.floor(e.f.c * 16 / weights[e.f.p])
  charged[flow] = passes[flow]
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

local function start(e)
  taken[#taken + 1] = e
  e.x.s, e.x.l, e.x.lg, e.x.le, e.x.w = RUNNING, ARGV[lastFlow + #taken], now, now + LEASE, worker
  e.x.al, e.x.st, e.x.pg = has(e, SUSPECT) and 1 or 0, wall, nil
  flag(e, STARTED)
  changed(e)
end

-- How many the process holds, and whether that is one that has to run alone.
local held = call('SCARD', holds)
local isAlone = held == 1 and load(string.sub(call('SRANDMEMBER', holds), 16)).x.al == 1
local expired = 0
while #taken < wanted and ledger.paused ~= 1 and not isAlone and expired < SWEEP_MAX do
  local choice = choose()
  if not choice then break end
  local id = firstOf(choice.head, choice.flow)
  local values = call('HMGET', T(id), 'f', 'x', 'rq')
  local e = entry(id, values[1], values[2])
  local dueAt = due(e)
  if dueAt and dueAt < wall then
    write()
    expire(e)
    expired = expired + 1
  else
    if has(e, SUSPECT) and held > 0 then break end
    take(e, choice)
    start(e)
    e.values = values
    held, isAlone = held + 1, e.x.al == 1
  end
end
-- The first write of a script has to be one that a full server lets pass.
if #taken == 0 and expired == 0 then drain() else write() end

local answer, leases, members = {}, {}, {}
for i, e in ipairs(taken) do
  leases[#leases + 1] = whole(e.x.le)
  leases[#leases + 1] = M(e)
  members[i] = M(e)
  save(e)
  answer[i] = {e.id, {'f', e.values[1], 'x', e.packed, 'rq', e.values[3]}}
end
if #taken > 0 then
  call('ZADD', P .. 'l', unpack(leases))
  call('SADD', holds, unpack(members))
  local fields = {'base', whole(base)}
  for flow, pass in pairs(charged) do
    fields[#fields + 1] = flow
    fields[#fields + 1] = whole(pass)
  end
  call('HSET', pool, unpack(fields))
end
return done({wall, answer})
