-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, process, number of leases, the leases that it names, then how far tasks are: lease, stage and fraction of
-- each. Answers with those alive and those that are to stop.

drain()
local worker = ARGV[2]
local last = 3 + ARGV[3]
local isNamed, progress = {}, {}
for i = 4, last do isNamed[ARGV[i]] = true end
for i = last + 1, #ARGV, 3 do progress[ARGV[i]] = {stage = ARGV[i + 1], fraction = ARGV[i + 2]} end
local alive, stopping = {}, {}
local held = call('SMEMBERS', P .. 'k:' .. worker)
table.sort(held)
for _, member in ipairs(held) do
  local e = load(string.sub(member, 16))
  if isNamed[e.x.l] then
    e.x.le = now + LEASE
    call('ZADD', P .. 'l', whole(e.x.le), member)
    local list = (has(e, CANCELING) or e.x.td and e.x.td < wall) and stopping or alive
    list[#list + 1] = e.x.l
    local news = progress[e.x.l]
    if news then
      e.x.pg, e.x.pf = news.stage, news.fraction
      tell(e, news.stage, news.fraction)
    end
    save(e)
  elseif e.x.lg + UNNAMED_GRACE <= now then
    -- The reply that brought it was lost; nothing is counted.
    finish(e)
    endHold(e)
    changed(e)
    putBack(e, 0)
    place(e)
  end
end
return done({alive, stopping})
