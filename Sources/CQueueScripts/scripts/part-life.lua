-- SPDX-License-Identifier: Apache-2.0
-- How a task's holds and the task itself end.

local function endHold(e)
  call('ZREM', P .. 'l', M(e))
  call('SREM', P .. 'k:' .. e.x.w, M(e))
  -- While a suspect ran alone, its process's other slots found nothing and went to sleep.
  if e.x.al == 1 then ringAll() end
end

local function isTotalOverdue(e) return e.x.td ~= nil and e.x.td < wall end

-- Into the line again, at its old place, unless nobody wants it any more.
local function putBack(e, delay)
  if has(e, CANCELING) then
    e.x.s = CANCELED
  elseif isTotalOverdue(e) then
    e.x.s = EXPIRED
  elseif delay > 0 then
    e.x.s, e.x.ra = DELAYED, now + delay
    call('ZADD', P .. 'd', whole(e.x.ra), M(e))
  else
    e.x.s = QUEUED
  end
end

-- When it leaves the queue.
local function retire(e)
  e.x.re = now + (has(e, DEAD) and DEAD_RETENTION or TERMINAL_RETENTION)
  call('ZADD', P .. 'x', whole(e.x.re), M(e))
end

-- It has ended, and nothing of it stays.
local function leave(e)
  call('ZREM', P .. 'x', M(e))
  call('ZREM', P .. 's', e.id)
  call('ZREM', P .. 's:' .. e.f.tn, e.id)
  call('ZREM', P .. 'dead', e.id)
  call('DEL', T(e.id))
  if e.x.rt == 'batch' then call('DEL', P .. 'b:' .. e.id) end
end

-- Of what was erased nothing stays once it has ended.
local function clear(e) call('HDEL', T(e.id), 'rs', 'er') end

-- Not a mere counter: that could go back with a failover and give an entry's number to another.
local function outboxNumber()
  ledger.outbox = math.max((ledger.outbox or 0) + 1, wall * 100)
  return ledger.outbox
end

-- An entry that tells of a task's end.
local function noteWebhook(e)
  local number = padded(outboxNumber())
  call('HSET', P .. 'o:' .. number, 'k', '0', 't', e.id, 'tn', e.f.tn, 's', e.x.s, 'rc', e.f.rc, 'p', e.f.wh, 'a', '0')
  call('ZADD', P .. 'o', whole(now), number)
end

-- An entry that has a task's input removed, which every task has: it is all in its member.
local function removal(e) 
  return string.format('%015d\0311\31%s\31%s\31%d\31%s', e.x.oi, e.id, e.f.tn, e.x.s, e.f.rc)
end

local function noteRemoval(e)
  local stay = 0
  if not has(e, ERASED) then stay = has(e, DEAD) and DEAD_RETENTION or INPUT_RETENTION end
  e.x.oi = outboxNumber()
  call('ZADD', P .. 'o', whole(now + stay), removal(e))
end

-- A task has ended; with large parts, as pairs.
local function conclude(e, ...)
  e.x.en = wall
  retire(e)
  count(100 + e.x.s, 1)
  if e.f.wh then noteWebhook(e) end
  noteRemoval(e)
  -- A dead letter's request is what a replay repeats.
  if has(e, DEAD) then save(e, ...) else save(e, 'rq', '', ...) end
  if has(e, ERASED) then clear(e) end
end

-- Whatever a hold's end led to; with large parts, as pairs.
local function place(e, ...)
  if e.x.s > RUNNING then return conclude(e, ...) end
  save(e, ...)
  if e.x.s == QUEUED then wait(e) end
end

local function crash(e)
  finish(e)
  endHold(e)
  e.x.dv = e.x.dv + 1
  if e.x.al == 1 then e.x.ca = e.x.ca + 1 end
  changed(e)
  flag(e, SUSPECT)
  if not has(e, CANCELING) and e.x.ca >= CRASHES_ALONE_MAX then
    e.x.s, e.x.fc = FAILED, 'crashed'
    flag(e, DEAD)
    return conclude(e, 'er', '')
  end
  e.x.s = has(e, CANCELING) and CANCELED or QUEUED
  place(e)
end

-- It waits no longer: out of the line or out of the waits.
local function leaveWaiting(e)
  if e.x.s == QUEUED then leaveLine(e) end
  if e.x.s == DELAYED then call('ZREM', P .. 'd', M(e)) end
end

local function expire(e)
  leaveWaiting(e)
  e.x.s = EXPIRED
  changed(e)
  conclude(e)
end

-- Somebody takes it back; whether anything changed.
local function cancel(e)
  if e.x.s > RUNNING or has(e, CANCELING) then return false end
  flag(e, CANCELING)
  if e.x.s ~= RUNNING then
    leaveWaiting(e)
    e.x.s = CANCELED
  end
  changed(e)
  return true
end
