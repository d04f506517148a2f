// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts what happened since the process began.
///
/// An increment is one atomic addition; it wraps after 2⁶⁴ events.
public final class Counter: Metric {
    private let count = Atomic<UInt64>(0)

    /// Counts from zero.
    public init() {}

    /// Counts further events.
    ///
    /// - Parameter events: How many, 0 or more.
    public func increment(by events: Int = 1) {
        precondition(events >= 0, "a counter never goes down, but \(events) events were given")
        count.wrappingAdd(UInt64(events), ordering: .relaxed)
    }

    /// How many so far.
    public var value: UInt64 { count.load(ordering: .relaxed) }

    /// A number that only grows.
    public static var kind: MetricKind { .counter }

    /// Writes the number.
    public func write(labels: LabelText, to text: inout ExpositionText) {
        text.append(labels: labels, value: .integer(Int(truncatingIfNeeded: value)))
    }
}
