-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, id, lease, outcome, actual cost or empty, advice, next route or empty, the waits after each failure by
-- commas, code, and the result or the error object.

local _, id, lease, outcome, actual, advice, route, waits, code, body = unpack(ARGV)
local e = load(id)
if not e then return done({'LOST'}) end
if e.l ~= lease then return done({e.ll == lease and 'SAME' or 'LOST'}) end
finish(e, tonumber(actual))
put(e, 'll', lease)
endHold(e)
changed(e)

local function fail()
  put(e, 'at', e.at + 1)
  -- Its process lived to tell: whatever it is, it does not end processes.
  unflag(e, SUSPECT)
  put(e, 'ca', 0)
  if advice == 'permanent' then
    put(e, 's', FAILED)
  elseif e.at > RETRIES then
    put(e, 's', FAILED)
    flag(e, DEAD)
  else
    local delays = {}
    for text in string.gmatch(waits, '[^,]+') do delays[#delays + 1] = tonumber(text) end
    putBack(e, delays[e.at] or 0)
  end
end

if has(e, CANCELING) then
  put(e, 's', CANCELED)
elseif outcome == 'succeeded' then
  put(e, 's', SUCCEEDED)
elseif outcome == 'rejected' then
  put(e, 's', REJECTED)
elseif outcome == 'canceled' then
  put(e, 's', CANCELED)
elseif outcome == 'released' then
  putBack(e, 0)
else
  fail()
end

if outcome == 'succeeded' then
  if e.s == SUCCEEDED then put(e, 'rs', body) else put(e, 'rs', nil) end
elseif outcome == 'failed' then
  put(e, 'fc', code)
  put(e, 'er', body)
elseif outcome == 'rejected' then
  put(e, 'fc', 'content_blocked')
  put(e, 'er', body)
end
if outcome == 'failed' and route ~= '' and e.s <= RUNNING then put(e, 'rt', route) end
place(e)
return done({'OK', e.s})
