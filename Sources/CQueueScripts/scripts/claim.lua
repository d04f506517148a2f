-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, process, the pool's name, number of flows, the flows in the order that decides ties (the more urgent class,
-- then the lesser route), then a new lease for each task that may be taken.
-- Answers with the time and each taken task's fields.

local worker = ARGV[2]
local pool = P .. 'p:' .. ARGV[3]
local lastFlow = 4 + ARGV[4]
local leases, nextLease = {}, 1
for i = lastFlow + 1, #ARGV do leases[#leases + 1] = ARGV[i] end
local weights = {[0] = 16, 4, 1}

-- Of each flow the tenant that is next, read again when it may have changed.
local heads = {}
local function headOf(flow)
  if heads[flow] == nil then
    local found = call('ZRANGE', P .. 'a:' .. flow, 0, 0, 'WITHSCORES')
    heads[flow] = found[1] and {tenant = found[1], time = tonumber(found[2])} or false
  end
  return heads[flow]
end

local passes = {}
for i, value in ipairs(call('HGETALL', pool)) do
  if i % 2 == 1 then passes.name = value else passes[passes.name] = tonumber(value) end
end
passes.name = nil
local base = passes.base or 0

-- The least pass.
local function choose()
  local best
  for i = 5, lastFlow do
    local flow = ARGV[i]
    local head = headOf(flow)
    if head then
      local pass = math.max(passes[flow] or 0, base)
      if not best or pass < best.pass then best = {pass = pass, flow = flow, head = head} end
    end
  end
  return best
end

local holds = P .. 'k:' .. worker
local function runsAlone()
  if call('SCARD', holds) ~= 1 then return false end
  return call('HGET', T(string.sub(call('SRANDMEMBER', holds), 16)), 'al') == '1'
end

local charged = {}

-- Takes it and charges its tenant and class.
local function take(e, choice)
  local tenant, flow = e.tn, choice.flow
  local weight, cap = share(tenant)
  local time = choice.head.time + advance(e.c, weight)
  local digits = whole(time)
  call('HSET', P .. 'v', flow, whole(choice.head.time))
  call('HSET', N(tenant), 'v:' .. flow, digits)
  call('ZREM', Q(flow, tenant), e.id)
  call('ZREM', P .. 'g:' .. e.p, e.id)
  local run = call('HINCRBY', N(tenant), 'run', 1)
  if call('ZCARD', Q(flow, tenant)) == 0 then
    call('ZREM', P .. 'a:' .. flow, tenant)
  else
    call('ZADD', P .. 'a:' .. flow, digits, tenant)
  end
  heads[flow] = nil
  if cap and run >= cap then
    refresh(tenant)
    heads = {}
  end
  base = choice.pass
  passes[flow] = choice.pass + math.floor(e.c * 16 / weights[e.p])
  charged[flow] = passes[flow]
end

local function start(e, lease)
  put(e, 's', RUNNING)
  put(e, 'l', lease)
  put(e, 'lg', now)
  put(e, 'le', now + LEASE)
  put(e, 'al', has(e, SUSPECT) and 1 or 0)
  put(e, 'w', worker)
  put(e, 'st', wall)
  flag(e, STARTED)
  changed(e)
  call('ZADD', P .. 'l', whole(e.le), M(e))
  call('SADD', holds, M(e))
  save(e)
end

local taken, expired = {}, 0
local choice = not isPaused and leases[nextLease] and choose()
while choice do
  if runsAlone() then break end
  local id = call('ZRANGE', Q(choice.flow, choice.head.tenant), 0, 0)[1]
  local e = load(id)
  local dueAt = due(e)
  if dueAt and dueAt < wall then
    expire(e)
    heads[choice.flow] = nil
    expired = expired + 1
    if expired == SWEEP_MAX then break end
  else
    if has(e, SUSPECT) and call('SCARD', holds) > 0 then break end
    take(e, choice)
    start(e, leases[nextLease])
    nextLease = nextLease + 1
    taken[#taken + 1] = {id, call('HGETALL', T(id))}
  end
  choice = leases[nextLease] and choose()
end
if #taken > 0 then
  local fields = {'base', whole(base)}
  for flow, pass in pairs(charged) do
    fields[#fields + 1] = flow
    fields[#fields + 1] = whole(pass)
  end
  call('HSET', pool, unpack(fields))
end
return done({wall, taken})
