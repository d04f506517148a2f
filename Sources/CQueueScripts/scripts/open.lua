-- SPDX-License-Identifier: Apache-2.0
-- Begins the shard's clock and says which version of the layout is there.

local schema = call('HGET', P .. 'm', 'schema')
if not schema then
  call('HSET', P .. 'm', 'schema', SCHEMA)
  schema = SCHEMA
end
return done(tonumber(schema))
