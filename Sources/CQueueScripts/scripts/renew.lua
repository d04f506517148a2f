-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, process, then the leases that it names. Answers with those alive and those that are to stop.

local worker = ARGV[2]
local isNamed = {}
for i = 3, #ARGV do isNamed[ARGV[i]] = true end
local alive, stopping = {}, {}
local expires = whole(now + LEASE)
local held = call('SMEMBERS', P .. 'k:' .. worker)
table.sort(held)
for _, member in ipairs(held) do
  local id = string.sub(member, 16)
  local known = call('HMGET', T(id), 'l', 'fl', 'td', 'lg')
  if isNamed[known[1]] then
    call('HSET', T(id), 'le', expires)
    call('ZADD', P .. 'l', expires, member)
    local isUnwanted = bit.band(tonumber(known[2]), CANCELING) ~= 0 or (known[3] and tonumber(known[3]) < wall)
    local list = isUnwanted and stopping or alive
    list[#list + 1] = known[1]
  elseif known[4] + UNNAMED_GRACE <= now then
    -- The reply that brought it was lost; nothing is counted.
    local e = load(id)
    finish(e)
    endHold(e)
    changed(e)
    putBack(e, 0)
    place(e)
  end
end
return done({alive, stopping})
