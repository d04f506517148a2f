-- SPDX-License-Identifier: Apache-2.0
-- How a task begins.

local isNumber = {p = true, c = true, cr = true, sb = true, sd = true, td = true}

-- A task that was not there before; `fields` are its fixed ones, as pairs.
local function create(id, fields)
  local sequence = call('HINCRBY', P .. 'm', 'sequence', 1)
  -- What is not written is as it begins.
  call('HSET', T(id), 'n', sequence, 's', '0', unpack(fields))
  local e = {id = id, n = sequence, s = QUEUED, at = 0, dv = 0, ca = 0, rv = 1, fl = 0, set = {}}
  for i = 1, #fields, 2 do
    local name = fields[i]
    if isText[name] then e[name] = fields[i + 1] elseif isNumber[name] then e[name] = tonumber(fields[i + 1]) end
  end
  e.before = {s = 9, fl = 0, rv = 0}
  call('ZADD', P .. 's', sequence, id)
  call('ZADD', P .. 's:' .. e.tn, sequence, id)
  count('enqueued', 1)
  count('sb', e.sb)
  save(e)
  wait(e)
end

-- How many tasks of a tenant wait in line or run.
local function taskCount(tenant)
  local fields, total = call('HGETALL', N(tenant)), 0
  for i = 1, #fields, 2 do
    local name, value = fields[i], fields[i + 1]
    if name == 'run' then total = total + value end
    if string.sub(name, 1, 2) == 'v:' then total = total + call('ZCARD', Q(string.sub(name, 3), tenant)) end
  end
  return total
end

-- What there is no room for; nothing else is ever refused for want of it.
local function refusal(storedBytes, tenant)
  local known = call('HMGET', P .. 'm', 'waiting', 'sb')
  local waiting, bytes = tonumber(known[1] or '0'), tonumber(known[2] or '0') + storedBytes
  if waiting >= WAITING_MAX then return {'FULL', waiting} end
  if bytes > STORED_BYTES_MAX then return {'STORE', bytes} end
  if TENANT_TASKS_MAX >= 0 then
    local tasks = taskCount(tenant)
    if tasks >= TENANT_TASKS_MAX then return {'TENANT', tasks} end
  end
  return nil
end
