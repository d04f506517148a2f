-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, tenant or empty, cursor or empty, how many, statuses by commas or empty, `dead` or empty. Looks at some
-- tasks, newest first; answers with those that are wanted and where to go on, 0 at the end.

drain()
local _, tenant, cursor, limit, statuses, dead = unpack(ARGV)
local key = P .. 's'
if dead == 'dead' then key = P .. 'dead' elseif tenant ~= '' then key = P .. 's:' .. tenant end
local isWanted = {}
for text in string.gmatch(statuses, '[^,]+') do isWanted[text] = true end
local last = cursor == '' and '+inf' or '(' .. cursor
local ids = call('ZREVRANGEBYSCORE', key, last, '-inf', 'WITHSCORES', 'LIMIT', 0, 500)
local found = {}
for i = 1, #ids, 2 do
  local e = load(ids[i])
  if (statuses == '' or isWanted[whole(e.x.s)]) and (tenant == '' or e.f.tn == tenant) then
    found[#found + 1] = {ids[i], call('HGETALL', T(ids[i])), placeOf(e)}
    if #found == tonumber(limit) then return done({0, found}) end
  end
end
return done({#ids == 1000 and tonumber(ids[#ids]) or 0, found})
