// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Observability

@Suite(.timeLimit(.minutes(1)))
struct `Moments as RFC 3339` {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (Int64.min, "0000-01-01T00:00:00.000Z"),
            (Int64.max, "9999-12-31T23:59:59.999Z"),
        ]
    )
    func `known moments`(milliseconds: Int64, text: String) {
        #expect(UnixTime(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test
    func `random moments as Foundation writes them`() {
        let seed: UInt64 = 7
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<2_000 {
            // From 1600 on Foundation's calendar is the Gregorian one.
            let seconds = Int64.random(in: -11_676_096_000..<253_402_300_800, using: &generator)
            let date = Date(timeIntervalSince1970: Double(seconds) + 0.5)
            #expect(UnixTime(milliseconds: seconds * 1_000 + 500).rfc3339 == style.format(date))
        }
    }
}
