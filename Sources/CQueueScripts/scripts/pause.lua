-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, 1 or 0.

call('HSET', P .. 'm', 'paused', ARGV[2])
if ARGV[2] == '0' then ringAll() end
return done({})
