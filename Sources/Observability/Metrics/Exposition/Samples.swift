// SPDX-License-Identifier: Apache-2.0

/// Values that were read once, for one exposition.
public struct Samples: MetricSource {
    /// What the family's `TYPE` line says.
    public let kind: MetricKind
    private let samples: [(labels: LabelText, value: ExpositionText.Value)]

    /// One value without labels.
    public init(_ kind: MetricKind = .gauge, _ value: ExpositionText.Value, labels: LabelText = .none) {
        self.kind = kind
        samples = [(labels, value)]
    }

    /// A value for each case of a closed set; a case that is not named stands at zero.
    public init<Labels: ClosedLabels>(_ kind: MetricKind = .gauge, _ values: [Labels: Int]) {
        self.kind = kind
        samples = Labels.allCases.map { ($0.text, .integer(values[$0] ?? 0)) }
    }

    /// Writes the values in their order.
    public func write(to text: inout ExpositionText) {
        for (labels, value) in samples { text.append(labels: labels, value: value) }
    }
}
