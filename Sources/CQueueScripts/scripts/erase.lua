-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id.

drain()
local e = load(ARGV[2])
if not e then return done({'UNKNOWN'}) end
local hadEnded = e.x.s > RUNNING
cancel(e)
flag(e, ERASED)
unflag(e, DEAD)
call('DEL', P .. 'y:' .. e.id)
if hadEnded then
  clear(e)
  retire(e)
  if e.x.oi then
    call('ZREM', P .. 'o', removal(e))
    call('DEL', P .. 'o:' .. padded(e.x.oi))
  end
  noteRemoval(e)
  save(e, 'rq', '')
elseif e.x.s > RUNNING then
  conclude(e)
else
  save(e)
end
return done({'OK', e.x.s})
