-- SPDX-License-Identifier: Apache-2.0
-- ARGV: time, `note`, task and content; `list` and task; `forget` and task.

drain()
local operation, id = ARGV[2], ARGV[3]
local key = P .. 'y:' .. id
if operation == 'forget' then
  -- The count stays until the log is through with the task: a number that came again would go with the old one.
  local last = call('HGET', key, 'n')
  call('DEL', key)
  if last then call('HSET', key, 'n', last) end
  return done({})
elseif operation == 'list' then
  return done(call('HGETALL', key))
end
local e = load(id)
local number = tonumber(call('HGET', key, 'n') or '0') + 1
if e and has(e, ERASED) then return done({number}) end
call('HSET', key, 'n', number, number, ARGV[4])
if number > DELIVERIES_PER_TASK_MAX then call('HDEL', key, number - DELIVERIES_PER_TASK_MAX) end
call('RPUSH', P .. 'y', string.format('%d:%d:%s', now + DELIVERY_RETENTION, number, id))
return done({number})
