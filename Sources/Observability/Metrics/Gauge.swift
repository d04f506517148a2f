// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A whole number that goes up and down.
///
/// What another part knows anyway is better read when it is asked for: ``ServiceReadings``.
public final class Gauge: Metric {
    private let number: Atomic<Int>

    /// A gauge that stands at a number.
    public init(_ value: Int = 0) { number = Atomic(value) }

    /// Sets the number.
    public func set(_ value: Int) { number.store(value, ordering: .relaxed) }

    /// Moves the number up or, below zero, down.
    public func add(_ difference: Int) { number.wrappingAdd(difference, ordering: .relaxed) }

    /// Where it stands.
    public var value: Int { number.load(ordering: .relaxed) }

    /// A number that goes up and down.
    public static var kind: MetricKind { .gauge }

    /// Writes the number.
    public func write(labels: LabelText, to text: inout ExpositionText) {
        text.append(labels: labels, value: .integer(value))
    }
}
