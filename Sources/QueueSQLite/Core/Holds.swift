// SPDX-License-Identifier: Apache-2.0

import Queue

/// Which tasks run where: few, so that looking through one process's is quick.
struct Holds {
    struct Hold {
        var lease: Lease
        var sequence: Int
    }

    private struct Held {
        var bySequence: [Int: Hold] = [:]
        var aloneCount = 0
    }

    private var byWorker: [WorkerID: Held] = [:]

    func isIdle(_ worker: WorkerID) -> Bool { byWorker[worker] == nil }

    func runsAlone(_ worker: WorkerID) -> Bool { byWorker[worker].map { $0.aloneCount > 0 } ?? false }

    /// Every task that somebody holds, the oldest first.
    var all: [Hold] { byWorker.values.flatMap(\.bySequence.values).sorted { $0.sequence < $1.sequence } }

    /// The tasks of a process, the oldest first.
    func held(by worker: WorkerID) -> [Hold] {
        (byWorker[worker]?.bySequence ?? [:]).values.sorted { $0.sequence < $1.sequence }
    }

    /// Leases that are over, the first to end first.
    func expired(before now: ShardTime) -> [Hold] {
        byWorker.values.flatMap(\.bySequence.values).filter { $0.lease.expires < now }
            .sorted { ($0.lease.expires, $0.sequence) < ($1.lease.expires, $1.sequence) }
    }

    mutating func add(_ entry: TaskEntry) {
        guard let worker = entry.worker, let lease = entry.state.lease else { return }
        byWorker[worker, default: Held()].bySequence[entry.sequence] = Hold(lease: lease, sequence: entry.sequence)
        if lease.isAlone { byWorker[worker]?.aloneCount += 1 }
    }

    mutating func remove(_ entry: TaskEntry) {
        guard let worker = entry.worker, let lease = entry.state.lease else { return }
        byWorker[worker]?.bySequence[entry.sequence] = nil
        if lease.isAlone { byWorker[worker]?.aloneCount -= 1 }
        if byWorker[worker]?.bySequence.isEmpty == true { byWorker[worker] = nil }
    }
}
