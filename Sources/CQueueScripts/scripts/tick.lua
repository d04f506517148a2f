-- SPDX-License-Identifier: Apache-2.0
-- Does what time demands, some of each kind. Answers with how many of each.

drain()
local function members(key, last)
  return call('ZRANGEBYSCORE', P .. key, '-inf', last, 'LIMIT', 0, SWEEP_MAX)
end
local function of(member) return load(string.sub(member, 16)) end

local gone = members('l', '(' .. now)
for _, member in ipairs(gone) do crash(of(member)) end

local ready = members('d', now)
for _, member in ipairs(ready) do
  local e = of(member)
  call('ZREM', P .. 'd', member)
  e.x.s = QUEUED
  changed(e)
  save(e)
  wait(e)
end

local late = members('dl', '(' .. wall)
for _, member in ipairs(late) do expire(of(member)) end

local old = members('x', now)
for _, member in ipairs(old) do leave(of(member)) end

for _, silent in ipairs(members('u', now)) do
  call('ZREM', P .. 'u', silent)
  call('HDEL', P .. 'u:', silent)
end

local dropped = 0
while dropped < SWEEP_MAX do
  local first = call('LINDEX', P .. 'y', 0)
  if not first then break end
  local retireAt, number, id = string.match(first, '^(%d+):(%d+):(.*)$')
  if call('LLEN', P .. 'y') <= DELIVERIES_MAX and tonumber(retireAt) > now then break end
  call('LPOP', P .. 'y')
  call('HDEL', P .. 'y:' .. id, number)
  if call('HLEN', P .. 'y:' .. id) == 1 then call('DEL', P .. 'y:' .. id) end
  dropped = dropped + 1
end
return done({#gone, #ready, #late, #old, dropped})
