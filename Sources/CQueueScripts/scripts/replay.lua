-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, the dead letter, the new id, the new accept record.

local id, newID, record = ARGV[2], ARGV[3], ARGV[4]
local known = call('HMGET', T(newID), 's', 'ro')
if known[1] then
  if known[2] ~= id then return done({'REUSED'}) end
  return done({'EXISTS', tonumber(known[1])})
end
local e = load(id)
if not e then return done({'UNKNOWN'}) end
if not has(e, DEAD) then return done({'ALIVE'}) end
local refused = refusal(e.sb, e.tn)
if refused then return done(refused) end
local names = {'tn', 'kd', 'p', 'c', 'rt', 'sb', 'dg', 'wh', 'rq'}
local values = call('HMGET', T(id), unpack(names))
local fields = {'ro', id, 'rc', record, 'cr', whole(wall)}
for i, name in ipairs(names) do
  if values[i] then
    fields[#fields + 1] = name
    fields[#fields + 1] = values[i]
  end
end
create(newID, fields)
unflag(e, DEAD)
retire(e)
save(e)
return done({'OK'})
