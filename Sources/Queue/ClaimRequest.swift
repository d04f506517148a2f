// SPDX-License-Identifier: Apache-2.0

/// Who asks for tasks, of which routes, and under which leases.
public struct ClaimRequest: Hashable, Sendable {
    /// The process.
    public let worker: WorkerID
    /// The routes it can run.
    public let routes: Set<Route>
    /// One new lease for each task it can take.
    public let leases: [LeaseID]

    /// A request for up to `limit` tasks.
    public init(routes: Set<Route>, limit: Int, leases: LeaseSource) {
        worker = leases.worker
        self.routes = routes
        self.leases = leases.draw(max(limit, 0))
    }
}
