-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, how many shards the queue has. Says which version of the layout is there, and of how many shards this is one.

drain()
ledger.shards = ledger.shards or tonumber(ARGV[2])
-- Whoever may not publish is to know now, and not in the middle of a step.
call('PUBLISH', P .. 'e', '')
call('PUBLISH', P .. 'r', '')
return done({ledger.schema, ledger.shards})
