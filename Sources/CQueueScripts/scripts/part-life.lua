-- SPDX-License-Identifier: Apache-2.0
-- How a task's holds and the task itself end.

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
    call('ZADD', P .. 'd', whole(e.ra), M(e))
  else
    put(e, 's', QUEUED)
  end
end

local function retire(e)
  put(e, 're', now + (has(e, DEAD) and DEAD_RETENTION or TERMINAL_RETENTION))
  call('ZADD', P .. 'x', whole(e.re), M(e))
  -- A dead letter's request is what a replay repeats.
  if not has(e, DEAD) then put(e, 'rq', nil) end
  if has(e, ERASED) then
    put(e, 'rs', nil)
    put(e, 'er', nil)
  end
end

local function outbox(kind, e, dueAt, record, payload)
  -- Not a mere counter: that could go back with a failover and give an entry's number to another.
  local last = tonumber(call('HGET', P .. 'm', 'outbox') or '0')
  local number = whole(math.max(last + 1, wall * 100))
  call('HSET', P .. 'm', 'outbox', number)
  call(
    'HSET', P .. 'o:' .. padded(number), 'k', kind, 't', e.id, 'tn', e.tn, 's', e.s, 'rc', record, 'p', payload, 'a', 0)
  call('ZADD', P .. 'o', whole(dueAt), padded(number))
  if kind == 1 then put(e, 'oi', number) end
end

local function noteRemoval(e, record)
  local stay = 0
  if not has(e, ERASED) then stay = has(e, DEAD) and DEAD_RETENTION or INPUT_RETENTION end
  outbox(1, e, now + stay, record, '')
end

-- A task has ended.
local function conclude(e)
  put(e, 'en', wall)
  retire(e)
  count('e' .. e.s, 1)
  local known = call('HMGET', T(e.id), 'rc', 'wh')
  if known[2] then outbox(0, e, now, known[1], known[2]) end
  noteRemoval(e, known[1])
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
