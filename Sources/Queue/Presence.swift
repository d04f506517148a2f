// SPDX-License-Identifier: Apache-2.0

/// Which workers there are and how often tenants asked, of a queue that lives in one process; in memory only.
package struct Presence: Sendable {
    private var notices: [WorkerID: (content: [UInt8], until: ShardTime)] = [:]
    /// When each tenant's allowance is whole again, in microseconds.
    private var allowances: [TenantID: Int] = [:]
    private static let allowancesMax = 4096

    /// Nobody.
    package init() {}

    /// A process says what it is, or that it leaves.
    package mutating func announce(_ content: [UInt8]?, of worker: WorkerID, until: ShardTime) {
        notices[worker] = content.map { ($0, until) }
    }

    /// Those that spoke lately, in the order of their names.
    package mutating func workers(at now: ShardTime) -> [WorkerNotice] {
        notices = notices.filter { $0.value.until > now }
        return notices.map { WorkerNotice(worker: $0.key, content: $0.value.content) }.sorted {
            "\($0.worker)" < "\($1.worker)"
        }
    }

    /// A tenant asks for a turn; how long it has to wait where it gets none.
    package mutating func takeTurn(
        of tenant: TenantID,
        _ limit: RateLimit,
        cost: Int,
        at now: ShardTime
    ) -> Duration? {
        let time = now.milliseconds * 1000
        if allowances.count >= Self.allowancesMax { allowances = allowances.filter { $0.value > time } }
        return limit.take(cost, from: &allowances[tenant, default: 0], at: time)
    }
}
