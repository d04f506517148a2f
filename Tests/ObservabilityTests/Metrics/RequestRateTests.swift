// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Observability

@Suite(.timeLimit(.minutes(1)))
struct `Requests per second` {
    private let clock: ManualClock
    private let rate: RequestRate

    init() {
        let clock = ManualClock()
        self.clock = clock
        rate = RequestRate { clock.now }
    }

    @Test
    func `it rises over ten seconds, stays and falls to nothing`() {
        #expect(rate.perSecond == 0)
        for second in 1...30 {
            for _ in 0..<20 {
                rate.record()
                clock.advance(by: .milliseconds(50))
            }
            #expect(abs(rate.perSecond - 20 * min(1, Double(second) / 10)) < 1e-9)
        }
        clock.advance(by: .seconds(5))
        #expect(abs(rate.perSecond - 10) < 1e-9)
        clock.advance(by: .milliseconds(4_999))
        #expect(rate.perSecond > 0)
        clock.advance(by: .milliseconds(1))
        #expect(rate.perSecond == 0)
    }

    @Test
    func `a steady stream gives a steady rate at any moment`() {
        for step in 0..<4_000 {
            rate.record()
            clock.advance(by: .milliseconds(10))
            if step > 1_000 { #expect(abs(rate.perSecond - 100) < 0.11, "step \(step)") }
        }
    }

    @Test
    func `a burst counts for ten to eleven seconds, fading in the last`() {
        clock.advance(by: .milliseconds(300))
        for _ in 0..<50 { rate.record() }
        clock.advance(by: .milliseconds(9_600))
        #expect(rate.perSecond == 5)
        clock.advance(by: .milliseconds(600))
        #expect(abs(rate.perSecond - 2.5) < 1e-9)
        clock.advance(by: .milliseconds(500))
        #expect(rate.perSecond == 0)
    }

    @Test(arguments: [11, 12, 60, 86_400, 40_000_000])
    func `nothing is left after a pause of any length`(seconds: Int) {
        for _ in 0..<33 {
            rate.record()
            clock.advance(by: .milliseconds(700))
        }
        clock.advance(by: .seconds(seconds))
        #expect(rate.perSecond == 0)
        rate.record()
        #expect(rate.perSecond == 0.1)
    }

    @Test
    func `random streams stay within a bucket of the exact count`() {
        let seed: UInt64 = 5
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var moments: [ContinuousClock.Instant] = []
        for _ in 0..<3_000 {
            clock.advance(by: .milliseconds(Int.random(in: 0...300, using: &generator)))
            rate.record()
            moments.append(clock.now)
            let inside = moments.count { clock.now - $0 < .seconds(10) }
            let within = moments.count { clock.now - $0 < .seconds(11) }
            let counted = rate.perSecond * 10
            let certain = moments.count { clock.now - $0 <= .seconds(9) }
            #expect(counted > Double(certain) - 1e-6 && counted < Double(within) + 1e-6, "\(inside)")
        }
    }
}
