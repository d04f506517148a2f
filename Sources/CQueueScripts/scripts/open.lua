-- SPDX-License-Identifier: Apache-2.0
-- Says which version of the layout is there.

drain()
ledger.schema = ledger.schema or SCHEMA
return done(ledger.schema)
