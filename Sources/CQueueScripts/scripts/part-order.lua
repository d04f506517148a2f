-- SPDX-License-Identifier: Apache-2.0
-- Start-time fair queuing between the tenants inside of a flow: a route and a class.

local function N(tenant) return P .. 'n:' .. tenant end
local function Q(flow, tenant) return P .. 'q:' .. flow .. ':' .. tenant end
local function flowOf(e) return e.x.rt .. ':' .. e.f.p end

local function share(tenant)
  local values = call('HMGET', N(tenant), 'weight', 'cap', 'run')
  return tonumber(values[1]) or 1, tonumber(values[2]), tonumber(values[3]) or 0
end

local function advance(cost, weight)
  local step = math.floor(cost * 1000 / weight)
  return step < 1 and 1 or step
end

local function present(flow) return ledger['v:' .. flow] or 0 end

-- A lane joins at the present, `known` being its own time so far.
local function join(tenant, flow, known)
  local time = math.max(tonumber(known or '0'), present(flow))
  local digits = whole(time)
  call('HSET', N(tenant), 'v:' .. flow, digits)
  call('ZADD', P .. 'a:' .. flow, digits, tenant)
end

-- A tenant's lanes take part while they have work and it has room.
local function refresh(tenant)
  local _, cap, run = share(tenant)
  local hasRoom = not cap or run < cap
  for _, field in ipairs(call('HKEYS', N(tenant))) do
    if string.sub(field, 1, 2) == 'v:' then
      local flow = string.sub(field, 3)
      local takesPart = hasRoom and call('ZCARD', Q(flow, tenant)) > 0
      if not takesPart then
        call('ZREM', P .. 'a:' .. flow, tenant)
      elseif not call('ZSCORE', P .. 'a:' .. flow, tenant) then
        join(tenant, flow, call('HGET', N(tenant), field))
      end
    end
  end
end

local function ring(flow)
  local bell = P .. 'w:' .. flow
  if call('LLEN', bell) < 64 then call('LPUSH', bell, '1') end
end

-- Into the line; nobody is rung for while claims are held back, resuming rings for all.
local function wait(e)
  local flow = flowOf(e)
  local queue = Q(flow, e.f.tn)
  call('ZADD', queue, whole(e.x.n), e.id)
  if e.x.rt ~= 'batch' then call('ZADD', P .. 'g:' .. e.f.p, whole(e.f.cr), e.id) end
  if call('ZCARD', queue) == 1 then
    local lane = call('HMGET', N(e.f.tn), 'v:' .. flow, 'cap', 'run')
    if not lane[2] or tonumber(lane[3] or '0') < tonumber(lane[2]) then
      join(e.f.tn, flow, lane[1])
    elseif not lane[1] then
      call('HSET', N(e.f.tn), 'v:' .. flow, '0')
    end
  end
  if ledger.paused ~= 1 then ring(flow) end
end

-- Of a task that waits: its class, how many of its tenant's in line are before it and how many there are, how many tenants
-- take part, and how many tasks of each class are in line.
local function placeOf(e)
  if e.x.s > DELAYED then return false end
  local flow = flowOf(e)
  local queue = Q(flow, e.f.tn)
  local place = {
    e.f.p, call('ZCOUNT', queue, '-inf', '(' .. whole(e.x.n)), call('ZCARD', queue), call('ZCARD', P .. 'a:' .. flow),
  }
  for class = 0, 2 do place[5 + class] = ledger[10 * class + QUEUED] or 0 end
  return place
end

local function leaveLine(e)
  local flow = flowOf(e)
  local queue = Q(flow, e.f.tn)
  call('ZREM', queue, e.id)
  call('ZREM', P .. 'g:' .. e.f.p, e.id)
  if call('ZCARD', queue) == 0 then call('ZREM', P .. 'a:' .. flow, e.f.tn) end
end

-- A task that was taken ended or went back; `actual` corrects what its tenant was charged.
local function finish(e, actual)
  local flow = flowOf(e)
  local lane = call('HMGET', N(e.f.tn), 'run', 'weight', 'cap', 'v:' .. flow)
  local run, weight, cap = tonumber(lane[1] or '0') - 1, tonumber(lane[2] or '1'), tonumber(lane[3])
  local correction = actual and advance(actual, weight) - advance(e.f.c, weight) or 0
  if correction ~= 0 then
    local earliest = present(flow)
    local charged = math.max(tonumber(lane[4] or '0'), earliest)
    local digits = whole(math.max(charged + correction, earliest))
    call('HSET', N(e.f.tn), 'run', whole(run), 'v:' .. flow, digits)
    call('ZADD', P .. 'a:' .. flow, 'XX', digits, e.f.tn)
  else
    call('HSET', N(e.f.tn), 'run', whole(run))
  end
  if cap and run == cap - 1 then refresh(e.f.tn) end
end
