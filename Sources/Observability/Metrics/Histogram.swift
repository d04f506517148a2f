// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How long something took, counted in buckets; exposed in seconds.
///
/// An observation is two atomic additions. Who reads meanwhile sees buckets that add up to the count, while the sum may
/// be an observation ahead or behind.
public final class Histogram: Metric {
    private let bounds: [Int]
    private let boundLabels: [LabelText]
    /// One bucket for each bound and one above them all.
    private let buckets: [Counter]
    private let sumNanoseconds = Atomic<Int>(0)

    /// A histogram without observations.
    public init(_ bounds: HistogramBounds) {
        self.bounds = bounds.nanoseconds
        let texts = bounds.nanoseconds.map { "\(Double($0) / 1e9)" } + ["+Inf"]
        boundLabels = texts.map { LabelText([("le", $0)]) }
        buckets = (0...bounds.nanoseconds.count).map { _ in Counter() }
    }

    /// Counts one observation; a duration below zero counts as zero.
    ///
    /// Parts of a nanosecond are dropped.
    public func observe(_ duration: Duration) {
        let nanoseconds = max(0, duration.wholeNanoseconds)
        let bucket = bounds.firstIndex { nanoseconds <= $0 } ?? bounds.count
        buckets[bucket].increment()
        sumNanoseconds.wrappingAdd(nanoseconds, ordering: .relaxed)
    }

    /// How many observations each bucket holds by itself, the one without a bound last.
    var bucketCounts: [UInt64] { buckets.map(\.value) }

    /// How many observations there were.
    public var count: UInt64 { bucketCounts.reduce(0, &+) }

    /// All observations together.
    public var sum: Duration { .nanoseconds(sumNanoseconds.load(ordering: .relaxed)) }

    /// Observations in buckets.
    public static var kind: MetricKind { .histogram }

    /// Writes the buckets, each with those below it, the sum in seconds and the count.
    public func write(labels: LabelText, to text: inout ExpositionText) {
        let sum = Double(sumNanoseconds.load(ordering: .relaxed)) / 1e9
        var count: UInt64 = 0
        for (bound, bucketCount) in zip(boundLabels, bucketCounts) {
            count &+= bucketCount
            text.append(suffix: "_bucket", labels: labels, bound, value: .integer(Int(truncatingIfNeeded: count)))
        }
        text.append(suffix: "_sum", labels: labels, value: .number(sum))
        text.append(suffix: "_count", labels: labels, value: .integer(Int(truncatingIfNeeded: count)))
    }
}

extension Duration {
    /// Nanoseconds towards zero, within what an `Int` holds (292 years).
    fileprivate var wholeNanoseconds: Int {
        // Up to 9 seconds this is a division of 64 bits, a tenth of the cost of one of 128.
        if let few = Int(exactly: attoseconds) { return few / 1_000_000_000 }
        return Int(clamping: attoseconds / 1_000_000_000)
    }
}
