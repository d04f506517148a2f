-- SPDX-License-Identifier: Apache-2.0
-- How a task begins.

-- A task that was not there before: what it is accepted as, by which route it goes, and when it has to start and to end.
local function create(id, fixed, request, route, start, total)
  count('sequence', 1)
  count('enqueued', 1)
  local x = {n = ledger.sequence, s = QUEUED, rt = route, sd = start, td = total, at = 0, dv = 0, ca = 0, rv = 1, fl = 0}
  local e = {id = id, f = fixed, x = x}
  e.before = {s = 9, fl = 0, rv = 0}
  save(e, 'f', pack(fixed), 'rq', request)
  local sequence = whole(e.x.n)
  call('ZADD', P .. 's', sequence, id)
  call('ZADD', P .. 's:' .. e.f.tn, sequence, id)
  count('sb', e.f.sb)
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
  local waiting, bytes = ledger.waiting or 0, (ledger.sb or 0) + storedBytes
  if waiting >= WAITING_MAX then return {'FULL', waiting} end
  if bytes > STORED_BYTES_MAX then return {'STORE', bytes} end
  if TENANT_TASKS_MAX >= 0 then
    local tasks = taskCount(tenant)
    if tasks >= TENANT_TASKS_MAX then return {'TENANT', tasks} end
  end
  return nil
end
