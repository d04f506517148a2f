-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, the dead letter, the new id, the new accept record.

local id, newID, record = ARGV[2], ARGV[3], ARGV[4]
-- What takes nothing in is not to be refused for want of memory.
local function answer(words)
  drain()
  return done(words)
end
local known = call('HMGET', T(newID), 'f', 'x')
if known[1] then
  if unpacked(known[1]).ro ~= id then return answer({'REUSED'}) end
  return answer({'EXISTS', unpacked(known[2]).s})
end
local e = load(id)
if not e then return answer({'UNKNOWN'}) end
if not has(e, DEAD) then return answer({'ALIVE'}) end
local refused = refusal(e.f.sb, e.f.tn)
if refused then return answer(refused) end
local letter = call('HMGET', T(id), 'f', 'rq')
local fixed = unpacked(letter[1])
fixed.ro, fixed.rc, fixed.cr, fixed.ws, fixed.wt = id, record, wall, nil, nil
create(newID, fixed, letter[2], e.x.rt)
unflag(e, DEAD)
retire(e)
save(e, 'rq', '')
return done({'OK'})
