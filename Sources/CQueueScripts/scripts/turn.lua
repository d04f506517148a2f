-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, tenant, microseconds between two turns, how many may come at once, and how many this one counts for, where
-- that is not one. Answers with how long to wait for one, 0 when it was given. The tenant's one number is when its
-- allowance is whole again; what a turn costs beyond the one that has to be free is owed.

drain()
local tenant, interval, burst, cost = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5] or '1')
local time = now * 1000
local start = math.max(tonumber(call('HGET', N(tenant), 'turns') or '0'), time)
local excess = start + interval - time - interval * burst
if excess > 0 then return done(excess) end
call('HSET', N(tenant), 'turns', whole(start + interval * cost))
return done(0)
