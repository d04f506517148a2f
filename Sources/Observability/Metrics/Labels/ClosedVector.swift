// SPDX-License-Identifier: Apache-2.0

/// A metric for each value of a closed set.
public struct ClosedVector<Labels: ClosedLabels, Member: Metric>: MetricSource {
    private let members: [(labels: Labels, text: LabelText, member: Member)]

    /// A member for every case, at zero.
    public init(_ member: () -> Member) {
        members = Labels.allCases.map { ($0, $0.text, member()) }
    }

    /// The member of a case.
    public subscript(labels: Labels) -> Member {
        // The few cases are compared faster than hashed.
        guard let place = members.firstIndex(where: { $0.labels == labels }) else {
            preconditionFailure("\(labels) is missing in its type's allCases")
        }
        return members[place].member
    }

    /// What the family's `TYPE` line says.
    public var kind: MetricKind { Member.kind }

    /// Writes every member in the order of the cases.
    public func write(to text: inout ExpositionText) {
        for (_, labels, member) in members { member.write(labels: labels, to: &text) }
    }
}

extension ClosedVector where Member == Counter {
    /// A counter for every case.
    public init() { self.init { Counter() } }
}
