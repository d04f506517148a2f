-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id. Of a task that waits: its class, how many of its tenant's in line are before it and how many there are,
-- how many tenants take part, and how many tasks of each class are in line.

drain()
local e = load(ARGV[2])
if not e or e.x.s > DELAYED then return done(false) end
local queue = Q(flowOf(e), e.f.tn)
local answer = {
  e.f.p, call('ZCOUNT', queue, '-inf', '(' .. whole(e.x.n)), call('ZCARD', queue), call('ZCARD', P .. 'a:' .. flowOf(e)),
}
for class = 0, 2 do answer[5 + class] = ledger[10 * class + QUEUED] or 0 end
return done(answer)
