-- SPDX-License-Identifier: Apache-2.0
-- A task's hash: what it was accepted as (`f`), what has become of it (`x`), its request, result and error. Who holds it
-- and how far it is means something only while it runs, its release only while it is delayed: neither is cleared.

-- Members sort by sequence where their scores are equal.
local function M(e)
  e.member = e.member or padded(e.x.n) .. e.id
  return e.member
end
local function has(e, flag) return bit.band(e.x.fl, flag) ~= 0 end
local function flag(e, bits) e.x.fl = bit.bor(e.x.fl, bits) end
local function unflag(e, bits) e.x.fl = bit.band(e.x.fl, bit.bnot(bits)) end
local function changed(e) e.x.rv = e.x.rv + 1 end

local function due(e)
  if e.x.s > DELAYED then return nil end
  if has(e, STARTED) or not e.x.sd then return e.x.td end
  if e.x.td and e.x.td < e.x.sd then return e.x.td end
  return e.x.sd
end

local function note(e)
  e.before = {s = e.x.s, fl = e.x.fl, rv = e.x.rv, due = due(e)}
  return e
end

local function entry(id, fixed, changing) return note({id = id, f = unpacked(fixed), x = unpacked(changing)}) end

local function load(id)
  local values = call('HMGET', T(id), 'f', 'x')
  return values[1] and entry(id, values[1], values[2]) or nil
end

-- Watchers hear of every change, processes of workers only of what is to stop.
local function tell(e, stage, fraction)
  local isStopping = e.x.s == RUNNING and has(e, CANCELING)
  local text = string.format(
    '%s\31%s\31%d\31%d\31%d\31%d\31%s\31%s', e.id, e.f.tn, e.x.rv, e.x.s, isStopping and 1 or 0, e.x.at, stage or '',
    fraction or '')
  told[#told + 1] = text
  if isStopping then call('PUBLISH', P .. 'r', text) end
end

-- Keeps up counts, deadlines and dead letters.
local function follow(e)
  local before = e.before
  if e.x.s ~= before.s then
    if before.s <= RUNNING then count(10 * e.f.p + before.s, -1) end
    if e.x.s <= RUNNING then count(10 * e.f.p + e.x.s, 1) else count('sb', -e.f.sb) end
    count('waiting', (e.x.s <= DELAYED and 1 or 0) - (before.s <= DELAYED and 1 or 0))
  end
  local isDue = due(e)
  if isDue ~= before.due then
    if isDue then call('ZADD', P .. 'dl', whole(isDue), M(e)) else call('ZREM', P .. 'dl', M(e)) end
  end
  if has(e, DEAD) ~= (bit.band(before.fl, DEAD) ~= 0) then
    if has(e, DEAD) then call('ZADD', P .. 'dead', whole(e.x.n), e.id) else call('ZREM', P .. 'dead', e.id) end
  end
end

-- Writes what has become of it, and large parts, as pairs.
local function save(e, ...)
  follow(e)
  e.packed = pack(e.x)
  call('HSET', T(e.id), 'x', e.packed, ...)
  if e.x.rv ~= e.before.rv then tell(e) end
  note(e)
end
