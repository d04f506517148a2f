-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, tenant or empty, cursor or empty, how many, statuses by commas or empty, `dead` or empty. Looks at some
-- tasks, newest first; answers with those that are wanted and where to go on, 0 at the end.

drain()
local _, tenant, cursor, limit, statuses, dead = unpack(ARGV)
local keys = {}
if dead == 'dead' then
  keys[1] = P .. 'dead'
elseif tenant ~= '' then
  keys[1] = P .. 's:' .. tenant
else
  for i, name in ipairs(call('SMEMBERS', P .. 'ns')) do keys[i] = P .. 's:' .. name end
end

-- The newest of each list; of those behind the last of a list that goes on, some may not be among them.
local looked, share, last = {}, math.max(2, math.ceil(500 / #keys)), 0
for _, key in ipairs(keys) do
  local found = call(
    'ZREVRANGEBYSCORE', key, cursor == '' and '+inf' or '(' .. cursor, '-inf', 'WITHSCORES', 'LIMIT', 0, share)
  for i = 1, #found, 2 do looked[#looked + 1] = {id = found[i], sequence = tonumber(found[i + 1])} end
  if #found == 2 * share then last = math.max(last, looked[#looked].sequence) end
end
table.sort(looked, function(a, b) return a.sequence > b.sequence end)

local isWanted = {}
for text in string.gmatch(statuses, '[^,]+') do isWanted[text] = true end
local wanted = {}
for _, place in ipairs(looked) do
  if place.sequence < last then break end
  local e = load(place.id)
  if (statuses == '' or isWanted[whole(e.x.s)]) and (tenant == '' or e.f.tn == tenant) then
    wanted[#wanted + 1] = {place.id, call('HGETALL', T(place.id))}
    if #wanted == tonumber(limit) then return done({0, wanted}) end
  end
end
return done({last, wanted})
