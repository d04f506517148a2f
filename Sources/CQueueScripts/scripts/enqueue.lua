-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id, whether bounded, stored bytes, tenant, digest, replay of, start within, total within, then the fixed
-- fields as pairs. Its first write may be refused for want of memory, as nothing else is.

local id = ARGV[2]
local known = call('HMGET', T(id), 's', 'tn', 'dg', 'ro')
if known[1] then
  local isSame = known[2] == ARGV[5] and known[3] == ARGV[6] and (known[4] or '') == ARGV[7]
  -- A full server may refuse the clock; a repeat gets its answer all the same.
  redis.pcall('HSET', P .. 'm', 'wall', whole(wall), 'clk', whole(now))
  if not isSame then return {'REUSED'} end
  return {'EXISTS', tonumber(known[1])}
end
local fields = {}
local requestBytes = 0
for i = 10, #ARGV, 2 do
  fields[#fields + 1] = ARGV[i]
  fields[#fields + 1] = ARGV[i + 1]
  if ARGV[i] == 'rq' then requestBytes = #ARGV[i + 1] end
end
if requestBytes > REQUEST_MAX then return done({'LARGE', requestBytes}) end
if ARGV[3] == '1' then
  local refused = refusal(tonumber(ARGV[4]), ARGV[5])
  if refused then return done(refused) end
end
if ARGV[8] ~= '' then
  fields[#fields + 1] = 'sd'
  fields[#fields + 1] = whole(wall + ARGV[8])
end
if ARGV[9] ~= '' then
  fields[#fields + 1] = 'td'
  fields[#fields + 1] = whole(wall + ARGV[9])
end
create(id, fields)
return done({'OK'})
