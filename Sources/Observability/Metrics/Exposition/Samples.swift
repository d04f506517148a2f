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

    /// The most values of a label that nobody has closed.
    public static let openMax = 64

    /// A value for each text of one label, in their order; those beyond ``openMax`` are one, `other`.
    public init(_ kind: MetricKind = .gauge, _ values: [String: Int], by label: String) {
        self.kind = kind
        let sorted = values.sorted { $0.key < $1.key }
        var samples = sorted.prefix(Self.openMax).map { name, value in
            (labels: LabelText([(label, name)]), value: ExpositionText.Value.integer(value))
        }
        let rest = sorted.dropFirst(Self.openMax)
        if !rest.isEmpty {
            let sum = rest.reduce(0) { $0 + $1.value }
            samples.append((LabelText([(label, overflowLabelValue)]), .integer(sum)))
        }
        self.samples = samples
    }

    /// Writes the values in their order.
    public func write(to text: inout ExpositionText) {
        for (labels, value) in samples { text.append(labels: labels, value: value) }
    }
}
