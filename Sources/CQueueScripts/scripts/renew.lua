-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, process, then the leases that it names. Answers with those alive and those that are to stop.

local worker = ARGV[2]
local isNamed = {}
for i = 3, #ARGV do isNamed[ARGV[i]] = true end
local alive, stopping = {}, {}
local held = call('SMEMBERS', P .. 'k:' .. worker)
table.sort(held)
for _, member in ipairs(held) do
  local e = load(string.sub(member, 16))
  if isNamed[e.l] then
    put(e, 'le', now + LEASE)
    call('ZADD', P .. 'l', whole(e.le), M(e))
    save(e)
    local list = (has(e, CANCELING) or isTotalOverdue(e)) and stopping or alive
    list[#list + 1] = e.l
  elseif e.lg + UNNAMED_GRACE <= now then
    -- The reply that brought it was lost; nothing is counted.
    finish(e)
    endHold(e)
    changed(e)
    putBack(e, 0)
    place(e)
  end
end
return done({alive, stopping})
