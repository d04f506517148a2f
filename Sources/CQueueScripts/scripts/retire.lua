-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id of a task that is to leave now where it has ended.

drain()
local e = load(ARGV[2])
if e and e.x.s > RUNNING then leave(e) end
return done(nil)
