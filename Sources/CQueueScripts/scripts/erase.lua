-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id.

local e = load(ARGV[2])
if not e then return done({'UNKNOWN'}) end
local hadEnded = e.s > RUNNING
cancel(e)
flag(e, ERASED)
unflag(e, DEAD)
call('DEL', P .. 'y:' .. e.id)
if hadEnded then
  retire(e)
  if e.oi then
    call('ZREM', P .. 'o', padded(e.oi))
    call('DEL', P .. 'o:' .. padded(e.oi))
  end
  noteRemoval(e, call('HGET', T(e.id), 'rc'))
  save(e)
elseif e.s > RUNNING then
  conclude(e)
else
  save(e)
end
return done({'OK', e.s})
