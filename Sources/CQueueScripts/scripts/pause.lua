-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, 1 or 0.

drain()
ledger.paused = tonumber(ARGV[2])
if ledger.paused == 0 then ringAll() end
return done({})
