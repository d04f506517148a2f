-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id.

drain()
local e = load(ARGV[2])
if not e then return done({'UNKNOWN'}) end
if cancel(e) then
  if e.x.s > RUNNING then conclude(e) else save(e) end
end
return done({'OK', e.x.s})
