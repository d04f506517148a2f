-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id, whether bounded, route, start within, total within, what it is accepted as, request. Its first write may
-- be refused for want of memory, as nothing else is.

local id, bounded, route, startsWithin, endsWithin, fixed, request = unpack(ARGV, 2)
local known = call('HMGET', T(id), 'f', 'x')
local task = unpacked(fixed)
if known[1] then
  local before = unpacked(known[1])
  -- A full server may refuse the clock; a repeat gets its answer all the same.
  redis.pcall('SET', P .. 'm', pack(ledger))
  if before.tn ~= task.tn or before.dg ~= task.dg or before.ro ~= task.ro then return {'REUSED'} end
  return {'EXISTS', unpacked(known[2]).s}
end
local refused = #request > REQUEST_MAX and {'LARGE', #request} or bounded == '1' and refusal(task.sb, task.tn)
if refused then
  drain()
  return done(refused)
end
local function at(within) return within ~= '' and wall + within or nil end
create(id, task, request, route, at(startsWithin), at(endsWithin))
return done({'OK'})
