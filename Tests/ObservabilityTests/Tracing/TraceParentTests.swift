// SPDX-License-Identifier: Apache-2.0

import Logging
import TestSupport
import Testing

@testable import Observability

private let example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

@Suite(.timeLimit(.minutes(1)))
struct `The header traceparent` {
    @Test
    func `the recommendation's example comes back as it was`() throws {
        let trace = try #require(TraceParent(example))
        #expect(trace.headerValue == example)
        #expect(trace.traceIDText == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(trace.isSampled)
        #expect(LogContext(trace: trace).metadata["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736")
    }

    @Test(
        arguments: [
            "", "00", example.uppercased(), example + "-00", example + "x", String(example.dropLast()),
            "ff" + example.dropFirst(2), "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", example.replacing("-", with: "_"),
            "01" + example.dropFirst(2) + ".x",
        ]
    )
    func `what the recommendation calls invalid is refused`(header: String) {
        #expect(TraceParent(header) == nil)
    }

    @Test
    func `a later version is read as far as it is known`() throws {
        let trace = try #require(TraceParent("01" + example.dropFirst(2) + "-more"))
        #expect(trace.headerValue == example)
    }

    @Test
    func `a child keeps the trace and has a step of its own`() {
        let seed: UInt64 = 3
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let root = TraceParent.root(using: &generator)
        let child = root.child(using: &generator)
        #expect(child.traceIDText == root.traceIDText && child.parentID != root.parentID)
        #expect(TraceParent(root.headerValue) == root && !root.isSampled)
    }
}
