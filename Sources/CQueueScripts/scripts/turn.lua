-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, tenant, microseconds between two turns, and how many may come at once. Answers with how long to wait for
-- one, 0 when it was given. The tenant's one number is when its allowance is whole again.

drain()
local tenant, interval, burst = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local time = now * 1000
local next = math.max(tonumber(call('HGET', N(tenant), 'turns') or '0'), time) + interval
local excess = next - time - interval * burst
if excess > 0 then return done(excess) end
call('HSET', N(tenant), 'turns', whole(next))
return done(0)
