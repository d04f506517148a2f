-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, process, number of leases, the leases that it names, then how far tasks are: lease, stage and fraction of
-- each. Answers with those alive and those that are to stop.

local worker = ARGV[2]
local last = 3 + ARGV[3]
local isNamed, progress = {}, {}
for i = 4, last do isNamed[ARGV[i]] = true end
for i = last + 1, #ARGV, 3 do progress[ARGV[i]] = {stage = ARGV[i + 1], fraction = ARGV[i + 2]} end
local alive, stopping = {}, {}
local expires = whole(now + LEASE)
local held = call('SMEMBERS', P .. 'k:' .. worker)
table.sort(held)
for _, member in ipairs(held) do
  local id = string.sub(member, 16)
  local known = call('HMGET', T(id), 'l', 'fl', 'td', 'lg')
  if isNamed[known[1]] then
    call('HSET', T(id), 'le', expires)
    call('ZADD', P .. 'l', expires, member)
    local isUnwanted = bit.band(tonumber(known[2]), CANCELING) ~= 0 or (known[3] and tonumber(known[3]) < wall)
    local list = isUnwanted and stopping or alive
    list[#list + 1] = known[1]
    local news = progress[known[1]]
    if news then
      call('HSET', T(id), 'pg', news.stage, 'pf', news.fraction)
      tell(load(id), news.stage, news.fraction)
    end
  elseif known[4] + UNNAMED_GRACE <= now then
    -- The reply that brought it was lost; nothing is counted.
    local e = load(id)
    finish(e)
    endHold(e)
    changed(e)
    putBack(e, 0)
    place(e)
  end
end
return done({alive, stopping})
