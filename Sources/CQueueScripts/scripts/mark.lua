-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, batch, and the child that has ended, from 0, or nothing. Answers with how many have. Marks stay with their
-- batch, whose leaving removes them; those of one that never comes for a week.

drain()
local key = P .. 'b:' .. ARGV[2]
if ARGV[3] then
  call('SETBIT', key, ARGV[3], 1)
  call('PEXPIRE', key, DELIVERY_RETENTION)
end
return done(call('BITCOUNT', key))
