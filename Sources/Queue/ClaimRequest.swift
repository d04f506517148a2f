// SPDX-License-Identifier: Apache-2.0

/// Who asks for tasks, of which flows, and under which leases.
public struct ClaimRequest: Hashable, Sendable {
    /// The process.
    public let worker: WorkerID
    /// What it takes on.
    public let pool: WorkerPool
    /// One new lease for each task it can take.
    public let leases: [LeaseID]

    /// A request for up to `limit` tasks.
    public init(pool: WorkerPool, limit: Int, leases: LeaseSource) {
        worker = leases.worker
        self.pool = pool
        self.leases = leases.draw(max(limit, 0))
    }

    /// The same request under other leases.
    package init(_ request: ClaimRequest, leases: [LeaseID]) {
        worker = request.worker
        pool = request.pool
        self.leases = leases
    }

    /// A request for up to `limit` tasks of any class.
    public init(routes: Set<Route>, limit: Int, leases: LeaseSource) {
        self.init(pool: WorkerPool(routes: routes), limit: limit, leases: leases)
    }
}
