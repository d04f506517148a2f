-- SPDX-License-Identifier: Apache-2.0
-- Answers with the time, the ledger, the creation of the oldest that is queued in each class, and the dead letters.

drain()
done(nil)
-- The first of each line that is not empty.
local function oldest(class)
  local least
  for _, queue in ipairs(call('SMEMBERS', P .. 'g:' .. class)) do
    local first = call('ZRANGE', queue, 0, 0)[1]
    local e = first and load(first)
    if e and (not least or e.f.cr < least) then least = e.f.cr end
  end
  return least or ''
end
local numbers = {}
for name, number in pairs(ledger) do
  numbers[#numbers + 1] = tostring(name)
  numbers[#numbers + 1] = number
end
return {wall, numbers, {oldest(0), oldest(1), oldest(2)}, call('ZCARD', P .. 'dead')}
