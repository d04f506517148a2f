-- SPDX-License-Identifier: Apache-2.0
-- What every script begins with. KEYS[1] is the shard's prefix with its hash tag; ARGV[1] is the time in milliseconds,
-- empty for the server's own. LEASE and the other names in capitals are set before, from the policy.
--
-- What is read and written as one stands packed in one value: a call takes some ten times as long as a step of Lua, and
-- each field of a hash as long as a call. A script gets those of these functions that it uses.

local P = KEYS[1]
local call = redis.call
local pack, unpacked = cmsgpack.pack, cmsgpack.unpack
local QUEUED, DELAYED, RUNNING, SUCCEEDED, FAILED, CANCELED, EXPIRED, REJECTED = 0, 1, 2, 3, 4, 5, 6, 7
local SUSPECT, STARTED, CANCELING, ERASED, DEAD = 1, 2, 4, 8, 16

-- A whole number's digits: the server would print every argument with seventeen places after its point.
local function whole(number) return string.format('%d', number) end

-- A server whose memory is full refuses a script's first write where that needs more; after one that does not, none.
local function drain() call('DEL', P .. '_') end

-- Numbers: the shard's clock and sequence, counts, and virtual times. How many tasks of a class have a status stands under
-- ten times the class and the status, how many have ended under 100 and the status.
local ledger = call('GET', P .. 'm')
ledger = ledger and unpacked(ledger) or {}
-- What a later version wrote is not ours to read: its processes say so, and those of this one end their work.
if (ledger.schema or SCHEMA) > SCHEMA then return redis.error_reply('SCHEMA ' .. ledger.schema) end
ledger.schema = ledger.schema or SCHEMA
local function count(name, by) ledger[name] = (ledger[name] or 0) + by end

-- The shard's clock: at most two seconds a step, never back.
local wall = tonumber(ARGV[1])
if not wall then
  local time = call('TIME')
  wall = time[1] * 1000 + math.floor(time[2] / 1000)
end
local now = (ledger.clk or wall) + math.max(0, math.min(wall - (ledger.wall or wall), 2000))
ledger.wall, ledger.clk = wall, now

-- What watchers are to hear of, in one message.
local told = {}

local function done(answer)
  call('SET', P .. 'm', pack(ledger))
  if #told > 0 then call('PUBLISH', P .. 'e', table.concat(told, '\30')) end
  return answer
end

-- Wakes every slot of every process.
local function ringAll() call('PUBLISH', P .. 'r', '*') end

local function T(id) return P .. 't:' .. id end
local function padded(number) return string.format('%015d', number) end
