-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, tenant, and to change it weight and cap, which is empty where there is none.

drain()
local tenant = ARGV[2]
if ARGV[3] then
  call('HSET', N(tenant), 'weight', ARGV[3])
  if ARGV[4] == '' then call('HDEL', N(tenant), 'cap') else call('HSET', N(tenant), 'cap', ARGV[4]) end
  refresh(tenant)
  ringAll()
end
return done(call('HMGET', N(tenant), 'weight', 'cap'))
