-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id, lease, outcome, actual cost or empty, advice, next route or empty, the waits after each failure by
-- commas, code, and the result or the error object.

local _, id, lease, outcome, actual, advice, route, waits, code, body = unpack(ARGV)
local e = load(id)
if not e or e.x.s ~= RUNNING or e.x.l ~= lease then
  drain()
  return done({e and e.x.ll == lease and 'SAME' or 'LOST'})
end
-- The first write, which a full server lets pass, as it removes.
endHold(e)
finish(e, tonumber(actual))
e.x.ll = lease
changed(e)

local function fail()
  e.x.at = e.x.at + 1
  -- Its process lived to tell: whatever it is, it does not end processes.
  unflag(e, SUSPECT)
  e.x.ca = 0
  if advice == 'permanent' then
    e.x.s = FAILED
  elseif e.x.at > RETRIES then
    e.x.s = FAILED
    flag(e, DEAD)
  else
    local delays = {}
    for text in string.gmatch(waits, '[^,]+') do delays[#delays + 1] = tonumber(text) end
    putBack(e, delays[e.x.at] or 0)
  end
  if route ~= '' and e.x.s <= RUNNING then e.x.rt = route end
end

if has(e, CANCELING) then
  e.x.s = CANCELED
elseif outcome == 'succeeded' then
  e.x.s = SUCCEEDED
elseif outcome == 'rejected' then
  e.x.s = REJECTED
elseif outcome == 'canceled' then
  e.x.s = CANCELED
elseif outcome == 'released' then
  putBack(e, 0)
else
  fail()
end

local part
if outcome == 'failed' then
  e.x.fc, part = code, 'er'
elseif outcome == 'rejected' then
  e.x.fc, part = 'content_blocked', 'er'
elseif e.x.s == SUCCEEDED then
  part = 'rs'
end
-- Of what was erased nothing comes back.
if part and not has(e, ERASED) then place(e, part, body) else place(e) end
return done({'OK', e.x.s})
