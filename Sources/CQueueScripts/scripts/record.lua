-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id. Answers with the task's fields and, while it waits, its place.

drain()
local fields, values = call('HGETALL', T(ARGV[2])), {}
for i = 1, #fields, 2 do values[fields[i]] = fields[i + 1] end
return done({fields, values.f and placeOf(entry(ARGV[2], values.f, values.x)) or false})
