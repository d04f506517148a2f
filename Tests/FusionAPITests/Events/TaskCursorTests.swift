// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Cursors` {
    let coder = TaskCursorCoder(secret: [UInt8](0..<32))
    let cursor = TaskCursor(queue: 4711, archive: String(repeating: "0f", count: 32))

    @Test
    func `come back as they went`() throws {
        let text = coder.text(cursor, tenant: "a", status: .failed)
        #expect(try coder.cursor(text, tenant: "a", status: .failed) == cursor)
        for cursor in [TaskCursor(queue: nil, archive: nil), TaskCursor(queue: 0, archive: nil)] {
            let text = coder.text(cursor, tenant: "a", status: nil)
            #expect(try coder.cursor(text, tenant: "a", status: nil) == cursor)
        }
    }

    @Test
    func `are good for one list alone`() {
        let text = coder.text(cursor, tenant: "a", status: nil)
        #expect(throws: Problem.self) { try coder.cursor(text, tenant: "b", status: nil) }
        #expect(throws: Problem.self) { try coder.cursor(text, tenant: "a", status: .queued) }
        let other = TaskCursorCoder(secret: [UInt8](1..<33))
        #expect(throws: Problem.self) { try other.cursor(text, tenant: "a", status: nil) }
    }

    @Test
    func `with any character changed or cut are refused`() {
        let text = Array(coder.text(cursor, tenant: "a", status: nil))
        for place in text.indices {
            var changed = text
            changed[place] = changed[place] == "A" ? "B" : "A"
            #expect(throws: Problem.self, "at \(place)") { try coder.cursor(String(changed), tenant: "a", status: nil) }
            #expect(throws: Problem.self) { try coder.cursor(String(text[..<place]), tenant: "a", status: nil) }
        }
    }
}
