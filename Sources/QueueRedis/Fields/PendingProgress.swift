// SPDX-License-Identifier: Apache-2.0

import Queue
import Synchronization

/// How far this process's tasks are, until its next heartbeat tells the server.
final class PendingProgress: Sendable {
    /// The most tasks kept; a worker has as many slots at most.
    private static let tasksMax = 1024

    private let newest = Mutex<[LeaseID: TaskProgress]>([:])

    func note(_ progress: TaskProgress, of lease: LeaseID) {
        newest.withLock { newest in
            if newest.count < Self.tasksMax || newest[lease] != nil { newest[lease] = progress }
        }
    }

    /// What there is to tell of these; it is the caller's from now on.
    func take(of leases: Set<LeaseID>) -> [LeaseID: TaskProgress] {
        newest.withLock { newest in
            let taken = newest.filter { leases.contains($0.key) }
            for lease in taken.keys { newest[lease] = nil }
            return taken
        }
    }

    /// It could not be told; what came since is newer.
    func giveBack(_ news: [LeaseID: TaskProgress]) {
        newest.withLock { $0.merge(news) { newer, _ in newer } }
    }

    func forget(_ lease: LeaseID) { newest.withLock { $0[lease] = nil } }
}
