-- SPDX-License-Identifier: Apache-2.0
-- What every script begins with. KEYS[1] is the shard's prefix with its hash tag; ARGV[1] is the time in milliseconds,
-- empty for the server's own. LEASE and the other names in capitals are set before, from the policy; MAY_BE_REFUSED for
-- scripts that take in more.

local P = KEYS[1]
local call = redis.call
local QUEUED, DELAYED, RUNNING, SUCCEEDED, FAILED, CANCELED, EXPIRED, REJECTED = 0, 1, 2, 3, 4, 5, 6, 7
-- A server whose memory is full refuses a script's first write where that needs more; after one that does not, none.
if not MAY_BE_REFUSED then call('DEL', P .. '_') end

local SUSPECT, STARTED, CANCELING, ERASED, DEAD = 1, 2, 4, 8, 16

-- The shard's clock: at most two seconds a step, never back.
local ledger = call('HMGET', P .. 'm', 'wall', 'clk', 'paused')
local wall = tonumber(ARGV[1])
if not wall then
  local time = call('TIME')
  wall = time[1] * 1000 + math.floor(time[2] / 1000)
end
local passed = wall - (tonumber(ledger[1]) or wall)
if passed < 0 then passed = 0 elseif passed > 2000 then passed = 2000 end
local now = (tonumber(ledger[2]) or wall) + passed
local isPaused = ledger[3] == '1'

-- What is counted, written once at the end.
local counted = {}
local function count(field, by) counted[field] = (counted[field] or 0) + by end

local function done(answer)
  for field, by in pairs(counted) do
    if by ~= 0 then call('HINCRBY', P .. 'm', field, by) end
  end
  call('HSET', P .. 'm', 'wall', wall, 'clk', now)
  return answer
end

local function T(id) return P .. 't:' .. id end
local function N(tenant) return P .. 'n:' .. tenant end
local function Q(flow, tenant) return P .. 'q:' .. flow .. ':' .. tenant end
local function padded(number) return string.format('%015d', number) end
-- Members sort by sequence where their scores are equal.
local function M(e) return padded(e.n) .. e.id end
local function flowOf(e) return e.rt .. ':' .. e.p end
local function has(e, flag) return bit.band(e.fl, flag) ~= 0 end

-- Entries ------------------------------------------------------------------------------------------------------------

local changing = {
  'n', 'tn', 'p', 'c', 'rt', 's', 'at', 'dv', 'ca', 'rv', 'fl', 'l', 'lg', 'le', 'al', 'll', 'ra', 'w', 'sd', 'td', 'sb',
  'cr', 'oi', 're',
}
local texts = {tn = true, rt = true, l = true, ll = true, w = true}

local function due(e)
  if e.s > DELAYED then return nil end
  if has(e, STARTED) or not e.sd then return e.td end
  if e.td and e.td < e.sd then return e.td end
  return e.sd
end

local function load(id)
  local values = call('HMGET', T(id), unpack(changing))
  if not values[1] then return nil end
  local e = {id = id, set = {}}
  for i, name in ipairs(changing) do
    local value = values[i]
    if value then e[name] = texts[name] and value or tonumber(value) end
  end
  e.before = {s = e.s, fl = e.fl, rv = e.rv, due = due(e)}
  return e
end

local function put(e, name, value)
  e[name] = value
  e.set[name] = true
end

local function flag(e, bits) put(e, 'fl', bit.bor(e.fl, bits)) end
local function unflag(e, bits) put(e, 'fl', bit.band(e.fl, bit.bnot(bits))) end
local function changed(e) put(e, 'rv', e.rv + 1) end

local function tell(e, stage, fraction)
  local stopping = (e.s == RUNNING and has(e, CANCELING)) and 1 or 0
  local words = {e.id, e.tn, e.rv, e.s, stopping, e.at, stage or '', fraction or ''}
  call('PUBLISH', P .. 'e', table.concat(words, '\31'))
end

local function ringAll() call('PUBLISH', P .. 'e', '*') end

-- Writes what was put, and keeps up counts, deadlines and dead letters.
local function save(e)
  local before = e.before
  if e.s ~= before.s then
    if before.s <= RUNNING then count('k' .. e.p .. before.s, -1) end
    if e.s <= RUNNING then count('k' .. e.p .. e.s, 1) else count('sb', -e.sb) end
    count('waiting', (e.s <= DELAYED and 1 or 0) - (before.s <= DELAYED and 1 or 0))
  end
  local isDue = due(e)
  if isDue ~= before.due then
    if isDue then call('ZADD', P .. 'dl', isDue, M(e)) else call('ZREM', P .. 'dl', M(e)) end
  end
  if has(e, DEAD) ~= (bit.band(before.fl, DEAD) ~= 0) then
    if has(e, DEAD) then call('ZADD', P .. 'dead', e.n, e.id) else call('ZREM', P .. 'dead', e.id) end
  end
  local written, removed = {}, {}
  for name in pairs(e.set) do
    if e[name] == nil then
      removed[#removed + 1] = name
    else
      written[#written + 1] = name
      written[#written + 1] = e[name]
    end
  end
  if #written > 0 then call('HSET', T(e.id), unpack(written)) end
  if #removed > 0 then call('HDEL', T(e.id), unpack(removed)) end
  if e.rv ~= before.rv then tell(e) end
  e.before = {s = e.s, fl = e.fl, rv = e.rv, due = isDue}
  e.set = {}
end

-- Order: start-time fair queuing between tenants inside of a flow (a route and a class) --------------------------------

local function share(tenant)
  local values = call('HMGET', N(tenant), 'weight', 'cap', 'run')
  return tonumber(values[1]) or 1, tonumber(values[2]), tonumber(values[3]) or 0
end

local function advance(cost, weight)
  local step = math.floor(cost * 1000 / weight)
  return step < 1 and 1 or step
end

local function present(flow) return tonumber(call('HGET', P .. 'v', flow) or '0') end

-- A lane joins at the present.
local function join(tenant, flow)
  local time = math.max(tonumber(call('HGET', N(tenant), 'v:' .. flow) or '0'), present(flow))
  call('HSET', N(tenant), 'v:' .. flow, time)
  call('ZADD', P .. 'a:' .. flow, time, tenant)
end

-- A tenant's lanes take part while they have work and it has room.
local function refresh(tenant)
  local _, cap, run = share(tenant)
  local hasRoom = not cap or run < cap
  for _, field in ipairs(call('HKEYS', N(tenant))) do
    if string.sub(field, 1, 2) == 'v:' then
      local flow = string.sub(field, 3)
      local takesPart = hasRoom and call('ZCARD', Q(flow, tenant)) > 0
      if not takesPart then
        call('ZREM', P .. 'a:' .. flow, tenant)
      elseif not call('ZSCORE', P .. 'a:' .. flow, tenant) then
        join(tenant, flow)
      end
    end
  end
end

local function ring(route)
  local bell = P .. 'w:' .. route
  if call('LLEN', bell) < 64 then call('LPUSH', bell, 1) end
end

-- Into the line; nobody is rung for while claims are held back, resuming rings for all.
local function wait(e)
  local flow = flowOf(e)
  call('ZADD', Q(flow, e.tn), e.n, e.id)
  call('ZADD', P .. 'g:' .. e.p, e.cr, e.id)
  if call('ZCARD', Q(flow, e.tn)) == 1 then
    call('HSETNX', N(e.tn), 'v:' .. flow, 0)
    local _, cap, run = share(e.tn)
    if not cap or run < cap then join(e.tn, flow) end
  end
  if not isPaused then ring(e.rt) end
end

local function leaveLine(e)
  local flow = flowOf(e)
  call('ZREM', Q(flow, e.tn), e.id)
  call('ZREM', P .. 'g:' .. e.p, e.id)
  if call('ZCARD', Q(flow, e.tn)) == 0 then call('ZREM', P .. 'a:' .. flow, e.tn) end
end

-- A task that was taken ended or went back; `actual` corrects what its tenant was charged.
local function finish(e, actual)
  local run = call('HINCRBY', N(e.tn), 'run', -1)
  local weight, cap = share(e.tn)
  if actual then
    local flow = flowOf(e)
    local earliest = present(flow)
    local charged = math.max(tonumber(call('HGET', N(e.tn), 'v:' .. flow) or '0'), earliest)
    local time = math.max(charged + advance(actual, weight) - advance(e.c, weight), earliest)
    call('HSET', N(e.tn), 'v:' .. flow, time)
    call('ZADD', P .. 'a:' .. flow, 'XX', time, e.tn)
  end
  if cap and run == cap - 1 then refresh(e.tn) end
end

-- A task's life ---------------------------------------------------------------------------------------------------------

local function endHold(e)
  call('ZREM', P .. 'l', M(e))
  call('SREM', P .. 'k:' .. e.w, M(e))
  -- While a suspect ran alone, its process's other slots found nothing and went to sleep.
  if e.al == 1 then ringAll() end
  for _, name in ipairs({'l', 'lg', 'le', 'al', 'w', 'pg', 'pf'}) do put(e, name, nil) end
end

local function isTotalOverdue(e) return e.td ~= nil and e.td < wall end

-- Into the line again, at its old place, unless nobody wants it any more.
local function putBack(e, delay)
  if has(e, CANCELING) then
    put(e, 's', CANCELED)
  elseif isTotalOverdue(e) then
    put(e, 's', EXPIRED)
  elseif delay > 0 then
    put(e, 's', DELAYED)
    put(e, 'ra', now + delay)
    call('ZADD', P .. 'd', e.ra, M(e))
  else
    put(e, 's', QUEUED)
  end
end

local function retire(e)
  put(e, 're', now + (has(e, DEAD) and DEAD_RETENTION or TERMINAL_RETENTION))
  call('ZADD', P .. 'x', e.re, M(e))
  -- A dead letter's request is what a replay repeats.
  if not has(e, DEAD) then put(e, 'rq', nil) end
  if has(e, ERASED) then
    put(e, 'rs', nil)
    put(e, 'er', nil)
  end
end

local function outbox(kind, e, dueAt)
  local number = call('HINCRBY', P .. 'm', 'outbox', 1)
  local known = call('HMGET', T(e.id), 'rc', 'wh')
  local payload = kind == 0 and known[2] or ''
  call(
    'HSET', P .. 'o:' .. padded(number), 'k', kind, 't', e.id, 'tn', e.tn, 's', e.s, 'rc', known[1], 'p', payload, 'a', 0)
  call('ZADD', P .. 'o', dueAt, padded(number))
  if kind == 1 then put(e, 'oi', number) end
end

local function noteRemoval(e)
  local stay = 0
  if not has(e, ERASED) then stay = has(e, DEAD) and DEAD_RETENTION or INPUT_RETENTION end
  outbox(1, e, now + stay)
end

-- A task has ended.
local function conclude(e)
  put(e, 'en', wall)
  retire(e)
  count('e' .. e.s, 1)
  if call('HEXISTS', T(e.id), 'wh') == 1 then outbox(0, e, now) end
  noteRemoval(e)
  save(e)
end

-- Whatever a hold's end led to.
local function place(e)
  if e.s > RUNNING then return conclude(e) end
  save(e)
  if e.s == QUEUED then wait(e) end
end

local function crash(e)
  finish(e)
  put(e, 'dv', e.dv + 1)
  if e.al == 1 then put(e, 'ca', e.ca + 1) end
  endHold(e)
  changed(e)
  flag(e, SUSPECT)
  if not has(e, CANCELING) and e.ca >= CRASHES_ALONE_MAX then
    put(e, 's', FAILED)
    flag(e, DEAD)
    put(e, 'fc', 'crashed')
    put(e, 'er', nil)
  else
    put(e, 's', has(e, CANCELING) and CANCELED or QUEUED)
  end
  place(e)
end

-- It waits no longer: out of the line or out of the waits.
local function leaveWaiting(e)
  if e.s == QUEUED then leaveLine(e) end
  if e.s == DELAYED then call('ZREM', P .. 'd', M(e)) end
  put(e, 'ra', nil)
end

local function expire(e)
  leaveWaiting(e)
  put(e, 's', EXPIRED)
  changed(e)
  conclude(e)
end

-- Somebody takes it back; whether anything changed.
local function cancel(e)
  if e.s > RUNNING or has(e, CANCELING) then return false end
  flag(e, CANCELING)
  if e.s ~= RUNNING then
    leaveWaiting(e)
    put(e, 's', CANCELED)
  end
  changed(e)
  return true
end

local function forgetDeliveries(id) call('DEL', P .. 'y:' .. id) end

-- A task that was not there before; `fields` are its fixed ones.
local function create(id, fields)
  local sequence = call('HINCRBY', P .. 'm', 'sequence', 1)
  count('enqueued', 1)
  call(
    'HSET', T(id), 'n', sequence, 's', QUEUED, 'at', 0, 'dv', 0, 'ca', 0, 'rv', 1, 'fl', 0, unpack(fields))
  call('ZADD', P .. 's', sequence, id)
  local e = load(id)
  call('ZADD', P .. 's:' .. e.tn, sequence, id)
  e.before.s, e.before.due, e.before.rv = 9, nil, 0
  count('sb', e.sb)
  save(e)
  wait(e)
end

-- What there is no room for; nothing else is ever refused for want of it.
local function refusal(storedBytes)
  local known = call('HMGET', P .. 'm', 'waiting', 'sb')
  local waiting, bytes = tonumber(known[1] or '0'), tonumber(known[2] or '0') + storedBytes
  if waiting >= WAITING_MAX then return {'FULL', waiting} end
  if bytes > STORED_BYTES_MAX then return {'STORE', bytes} end
  return nil
end
