// SPDX-License-Identifier: Apache-2.0

/// What Prometheus calls the type of a metric.
public enum MetricKind: String, Sendable {
    /// Only grows, but for a restart.
    case counter
    /// Goes up and down.
    case gauge
    /// Observations in buckets.
    case histogram
}

/// One time series, or one histogram's: a ``Counter``, ``Gauge`` or ``Histogram``.
public protocol Metric: MetricSource, AnyObject {
    /// What the family's `TYPE` line says.
    static var kind: MetricKind { get }
    /// Writes the samples under the family's name.
    func write(labels: LabelText, to text: inout ExpositionText)
}

extension Metric {
    /// What the family's `TYPE` line says.
    public var kind: MetricKind { Self.kind }
    /// Writes the samples without labels.
    public func write(to text: inout ExpositionText) { write(labels: .none, to: &text) }
}

/// Whatever the samples of one family come from.
public protocol MetricSource: Sendable {
    /// What the family's `TYPE` line says.
    var kind: MetricKind { get }
    /// Writes all samples under the family's name.
    func write(to text: inout ExpositionText)
}
