-- SPDX-License-Identifier: Apache-2.0
-- A task's hash: read, changed and written.

-- Members sort by sequence where their scores are equal.
local function M(e) return padded(e.n) .. e.id end
local function has(e, flag) return bit.band(e.fl, flag) ~= 0 end

local changing = {
  'n', 'tn', 'p', 'c', 'rt', 's', 'at', 'dv', 'ca', 'rv', 'fl', 'l', 'lg', 'le', 'al', 'll', 'ra', 'w', 'sd', 'td', 'sb',
  'cr', 'oi', 're',
}
local isText = {
  tn = true, rt = true, l = true, ll = true, w = true, rs = true, er = true, fc = true, rq = true, pg = true, pf = true,
}

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
    if value then e[name] = isText[name] and value or tonumber(value) end
  end
  e.at, e.dv, e.ca, e.rv, e.fl = e.at or 0, e.dv or 0, e.ca or 0, e.rv or 1, e.fl or 0
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
    if isDue then call('ZADD', P .. 'dl', whole(isDue), M(e)) else call('ZREM', P .. 'dl', M(e)) end
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
      written[#written + 1] = isText[name] and e[name] or whole(e[name])
    end
  end
  if #written > 0 then call('HSET', T(e.id), unpack(written)) end
  if #removed > 0 then call('HDEL', T(e.id), unpack(removed)) end
  if e.rv ~= before.rv then tell(e) end
  e.before = {s = e.s, fl = e.fl, rv = e.rv, due = isDue}
  e.set = {}
end
