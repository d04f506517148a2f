// SPDX-License-Identifier: Apache-2.0

/// The values of a family's labels that tell its members apart.
public protocol MetricLabels: Hashable, Sendable {
    /// The labels' names, in order.
    static var labelNames: [String] { get }
    /// A value for each name.
    var labelValues: [String] { get }
}

/// Labels from a closed set: every member exists from the start, at zero.
public protocol ClosedLabels: MetricLabels, CaseIterable {}

/// Labels whose values come from outside, so that their number has to be bounded.
public protocol OpenLabels: MetricLabels {
    /// Where members beyond the bound are counted together; its values come from a closed set.
    var overflow: Self { get }
}

/// What a label says of members beyond a family's bound.
let overflowLabelValue = "other"

extension MetricLabels where Self: RawRepresentable, RawValue == String {
    /// The raw value.
    public var labelValues: [String] { [rawValue] }
}

extension MetricLabels {
    /// The labels as a sample writes them.
    var text: LabelText { LabelText(Array(zip(Self.labelNames, labelValues).map { ($0, $1) })) }
}
