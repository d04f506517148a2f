// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Events per second over the last ten seconds.
///
/// Counted in buckets of a second; of the bucket that the window's beginning cuts, only the part inside counts, so that
/// a steady stream gives a steady rate. In the first ten seconds it rises from zero.
public final class RequestRate: MetricSource {
    /// The window in seconds.
    public static let windowSeconds = 10

    private struct Ring {
        /// A bucket a second, at the second modulo their number.
        var counts = [Int](repeating: 0, count: windowSeconds + 1)
        /// The latest second since the beginning that was seen.
        var second = 0
    }

    private let ring = Mutex(Ring())
    private let start: ContinuousClock.Instant
    private let now: @Sendable () -> ContinuousClock.Instant

    /// A rate of zero.
    ///
    /// - Parameter now: The clock, which never goes back.
    public init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
        start = now()
    }

    /// Counts an event now.
    public func record() {
        let second = Int((now() - start).components.seconds)
        ring.withLock { ring in
            Self.advance(&ring, to: second)
            ring.counts[ring.second % ring.counts.count] += 1
        }
    }

    /// Events per second, over the last ten seconds.
    public var perSecond: Double {
        let age = (now() - start).components
        let fraction = Double(age.attoseconds) / 1e18
        return ring.withLock { ring in
            Self.advance(&ring, to: Int(age.seconds))
            let oldest = ring.counts[(ring.second + 1) % ring.counts.count]
            let whole = ring.counts.reduce(0, +) - oldest
            return (Double(whole) + (1 - fraction) * Double(oldest)) / Double(Self.windowSeconds)
        }
    }

    /// Empties the buckets of seconds that passed without an event.
    private static func advance(_ ring: inout Ring, to second: Int) {
        guard second > ring.second else { return }
        for passed in 1...min(second - ring.second, ring.counts.count) {
            ring.counts[(ring.second + passed) % ring.counts.count] = 0
        }
        ring.second = second
    }

    /// A rate goes up and down.
    public var kind: MetricKind { .gauge }

    /// Writes the rate.
    public func write(to text: inout ExpositionText) { text.append(value: .number(perSecond)) }
}
