-- SPDX-License-Identifier: Apache-2.0
-- Answers with the time, the ledger, the creation of the oldest that is queued in each class, and the dead letters.

drain()
done(nil)
local oldest = {}
for class = 0, 2 do oldest[class + 1] = call('ZRANGE', P .. 'g:' .. class, 0, 0, 'WITHSCORES')[2] or '' end
local numbers = {}
for name, number in pairs(ledger) do
  numbers[#numbers + 1] = tostring(name)
  numbers[#numbers + 1] = number
end
return {wall, numbers, oldest, call('ZCARD', P .. 'dead')}
