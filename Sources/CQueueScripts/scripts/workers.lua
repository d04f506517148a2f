-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, then `announce`, process and what it says; `leave` and process; or `list`, which answers with both of each.

drain()
local operation, worker = ARGV[2], ARGV[3]
for _, gone in ipairs(call('ZRANGEBYSCORE', P .. 'u', '-inf', now)) do
  call('ZREM', P .. 'u', gone)
  call('HDEL', P .. 'u:', gone)
end
if operation == 'announce' then
  call('ZADD', P .. 'u', whole(now + LEASE), worker)
  call('HSET', P .. 'u:', worker, ARGV[4])
elseif operation == 'leave' then
  call('ZREM', P .. 'u', worker)
  call('HDEL', P .. 'u:', worker)
end
return done(operation == 'list' and call('HGETALL', P .. 'u:') or {})
