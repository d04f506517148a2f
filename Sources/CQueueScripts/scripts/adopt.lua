-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id, result.

drain()
local e = load(ARGV[2])
if not e then return done({'UNKNOWN'}) end
if e.x.s > RUNNING then return done({'OK', e.x.s}) end
if e.x.s == RUNNING then
  finish(e)
  endHold(e)
else
  leaveWaiting(e)
end
e.x.s = SUCCEEDED
changed(e)
conclude(e, 'rs', ARGV[3])
return done({'OK', e.x.s})
