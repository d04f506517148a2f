-- SPDX-License-Identifier: Apache-2.0
-- Answers with the time, the ledger, the creation of the oldest that is queued in each class, and the dead letters.

done(nil)
local oldest = {}
for class = 0, 2 do
  local found = call('ZRANGE', P .. 'g:' .. class, 0, 0, 'WITHSCORES')
  oldest[#oldest + 1] = found[2] or ''
end
return {wall, call('HGETALL', P .. 'm'), oldest, call('ZCARD', P .. 'dead')}
