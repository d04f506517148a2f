-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, `take` and how many; `complete` and a number; `postpone`, a number and a wait.

drain()
local operation = ARGV[2]
local function key(number) return P .. 'o:' .. number end
-- The hash of an entry that was taken knows its member; what tells of a task's end is its own.
local function member(number) return call('HGET', key(number), 'm') or number end

if operation == 'complete' then
  local number = padded(ARGV[3])
  call('ZREM', P .. 'o', member(number))
  call('DEL', key(number))
  return done({})
elseif operation == 'postpone' then
  call('ZADD', P .. 'o', 'XX', whole(now + ARGV[4]), member(padded(ARGV[3])))
  return done({})
end

local function entry(found)
  local number, kind, id, tenant, status, record = string.match(found, '^(%d+)\31(%d)\31(.-)\31(.-)\31(%d)\31(.*)$')
  if not number then return found, call('HMGET', key(found), 'k', 't', 'tn', 's', 'rc', 'p', 'a') end
  return number, {kind, id, tenant, status, record, '', call('HGET', key(number), 'a') or '0'}
end

local entries = {}
for i, found in ipairs(call('ZRANGEBYSCORE', P .. 'o', '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local number, values = entry(found)
  call('HSET', key(number), 'a', values[7] + 1, 'm', found)
  call('ZADD', P .. 'o', whole(now + OUTBOX_LEASE), found)
  table.insert(values, 1, tonumber(number))
  entries[i] = values
end
return done(entries)
