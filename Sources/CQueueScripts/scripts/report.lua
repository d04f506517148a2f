-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id, lease, stage, fraction.

local e = load(ARGV[2])
if not e or e.l ~= ARGV[3] then return done(0) end
call('HSET', T(e.id), 'pg', ARGV[4], 'pf', ARGV[5])
tell(e, ARGV[4], ARGV[5])
return done(1)
