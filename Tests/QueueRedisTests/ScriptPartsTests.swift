// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import QueueRedis

struct `A script` {
    private let parts = ScriptParts([
        """
        -- What stands first.
        local call = redis.call
        local function short(a) return call('GET', a) end
        local table = {
          'a',
        }

        -- Uses what stands before it.
        local function long(a)
          if a then
            return short(a)
          end
        end
        """,
        """
        local function unused() return table end
        """,
    ])

    @Test
    func `gets the functions that it uses, and those that they use`() {
        let text = parts.text(of: "-- What it does.\nreturn long('a')\n")
        #expect(
            text == """
                local call = redis.call
                local function short(a) return call('GET', a) end
                local function long(a)
                  if a then
                    return short(a)
                  end
                end
                return long('a')

                """
        )
    }

    @Test
    func `gets nothing else`() {
        #expect(parts.text(of: "return 1") == "local call = redis.call\nreturn 1\n")
        #expect(parts.text(of: "return unused()").contains("local table = {\n  'a',\n}\nlocal function unused()"))
    }
}
