// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A metric for each value that occurs, up to a bound; what comes later is counted together as `other`.
///
/// So nobody can fill memory, here or in Prometheus, by making up values.
public final class BoundedVector<Labels: OpenLabels, Member: Metric>: MetricSource {
    private let members = Mutex<[Labels: Member]>([:])
    private let memberCountMax: Int
    private let overflows: Counter
    private let makeMember: @Sendable () -> Member

    /// A vector without members.
    ///
    /// - Parameters:
    ///   - memberCountMax: How many members there may be besides those of the overflow.
    ///   - overflows: Counts each time a value found no member of its own.
    ///   - member: Makes one at zero.
    public init(atMost memberCountMax: Int, overflows: Counter, member: @escaping @Sendable () -> Member) {
        self.memberCountMax = memberCountMax
        self.overflows = overflows
        makeMember = member
    }

    /// The member of these labels, or the overflow's.
    public subscript(labels: Labels) -> Member {
        members.withLock { members in
            if let member = members[labels] { return member }
            let fits = members.count < memberCountMax
            let place = fits ? labels : labels.overflow
            if !fits { overflows.increment() }
            if let member = members[place] { return member }
            let member = makeMember()
            members[place] = member
            return member
        }
    }

    /// What the family's `TYPE` line says.
    public var kind: MetricKind { Member.kind }

    /// Writes every member, in the order of their labels' text.
    public func write(to text: inout ExpositionText) {
        let members = members.withLock { Array($0) }
        for (labels, member) in members.map({ ($0.key.text, $0.value) }).sorted(by: { $0.0.text < $1.0.text }) {
            member.write(labels: labels, to: &text)
        }
    }
}
