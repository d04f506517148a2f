-- SPDX-License-Identifier: Apache-2.0
-- What every script begins with. KEYS[1] is the shard's prefix with its hash tag; ARGV[1] is the time in milliseconds,
-- empty for the server's own. LEASE and the other names in capitals are set before, from the policy; MAY_BE_REFUSED for
-- scripts that take in more.

local P = KEYS[1]
local call = redis.call
local QUEUED, DELAYED, RUNNING, SUCCEEDED, FAILED, CANCELED, EXPIRED, REJECTED = 0, 1, 2, 3, 4, 5, 6, 7
-- A server whose memory is full refuses a script's first write where that needs more; after one that does not, none.
if not MAY_BE_REFUSED then call('DEL', P .. '_') end

local SUSPECT, STARTED, CANCELING, ERASED, DEAD = 1, 2, 4, 8, 16

-- A whole number's digits: the server would print every argument with seventeen places after its point.
local function whole(number) return string.format('%d', number) end

-- The shard's clock: at most two seconds a step, never back.
local ledger = call('HMGET', P .. 'm', 'wall', 'clk', 'paused')
local wall = tonumber(ARGV[1])
if not wall then
  local time = call('TIME')
  wall = time[1] * 1000 + math.floor(time[2] / 1000)
end
local passed = wall - (tonumber(ledger[1]) or wall)
if passed < 0 then passed = 0 elseif passed > 2000 then passed = 2000 end
local now = (tonumber(ledger[2]) or wall) + passed
local isPaused = ledger[3] == '1'

-- What is counted, written at the end together with the clock.
local counted = {}
local function count(field, by) counted[field] = (counted[field] or 0) + by end

local function done(answer)
  local fields, written = {}, {'wall', whole(wall), 'clk', whole(now)}
  for field, by in pairs(counted) do
    if by ~= 0 then fields[#fields + 1] = field end
  end
  if #fields > 0 then
    for i, value in ipairs(call('HMGET', P .. 'm', unpack(fields))) do
      written[#written + 1] = fields[i]
      written[#written + 1] = whole((tonumber(value or '0')) + counted[fields[i]])
    end
  end
  call('HSET', P .. 'm', unpack(written))
  return answer
end

-- Wakes every slot of every process.
local function ringAll() call('PUBLISH', P .. 'e', '*') end

local function T(id) return P .. 't:' .. id end
local function padded(number) return string.format('%015d', number) end
