-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id, result.

local e = load(ARGV[2])
if not e then return done({'UNKNOWN'}) end
if e.s > RUNNING then return done({'OK', e.s}) end
if e.s == RUNNING then
  finish(e)
  endHold(e)
else
  leaveWaiting(e)
end
put(e, 's', SUCCEEDED)
put(e, 'rs', ARGV[3])
changed(e)
conclude(e)
return done({'OK', e.s})
