-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id. Answers with the task's fields.

drain()
return done(call('HGETALL', T(ARGV[2])))
