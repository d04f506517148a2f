-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, `take` and how many; `complete` and a number; `postpone`, a number and a wait.

local operation = ARGV[2]
if operation == 'complete' then
  call('ZREM', P .. 'o', padded(ARGV[3]))
  call('DEL', P .. 'o:' .. padded(ARGV[3]))
  return done({})
elseif operation == 'postpone' then
  call('ZADD', P .. 'o', 'XX', now + ARGV[4], padded(ARGV[3]))
  return done({})
end
local entries = {}
for _, number in ipairs(call('ZRANGEBYSCORE', P .. 'o', '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local key = P .. 'o:' .. number
  local values = call('HMGET', key, 'k', 't', 'tn', 's', 'rc', 'p', 'a')
  call('HINCRBY', key, 'a', 1)
  call('ZADD', P .. 'o', now + OUTBOX_LEASE, number)
  table.insert(values, 1, tonumber(number))
  entries[#entries + 1] = values
end
return done(entries)
