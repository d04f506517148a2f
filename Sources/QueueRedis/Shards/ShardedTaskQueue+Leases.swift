// SPDX-License-Identifier: Apache-2.0

public import Queue

extension ShardedTaskQueue {
    /// Takes the next tasks under new leases, from the shard whose turn it is and then from the others.
    ///
    /// Ends with what it has at the first shard that turns out not to answer, since a lease counts from before it was
    /// asked for.
    ///
    /// - Throws: When no shard is known to answer.
    public func claim(_ request: ClaimRequest) async throws(TaskQueueError) -> [LeasedTask] {
        let places = inTurn.filter { !health.isDown($0) }
        guard !places.isEmpty else { throw .unavailable("no shard answers") }
        var taken: [LeasedTask] = []
        for place in places where taken.count < request.leases.count {
            let shard = shards[place]
            // A shard whose answer was lost may have given these leases; under its mark they are no other's.
            let leases = request.leases.dropFirst(taken.count).map { $0.marked(shard.mark) }
            do throws(TaskQueueError) {
                let part = ClaimRequest(request, leases: leases)
                taken += try await health.ask(place, shard) { shard throws(TaskQueueError) in
                    try await shard.claim(part)
                }
            } catch {
                guard case .unavailable = error else { throw error }
                return taken
            }
        }
        return taken
    }

    /// A process's heartbeat, to all shards at once.
    ///
    /// - Returns: Of a shard that does not answer nothing is known: its leases are in none of the sets.
    /// - Throws: When no shard answers.
    public func renew(_ leases: Set<LeaseID>, of worker: WorkerID) async throws(TaskQueueError) -> Renewal {
        let answers = await each { shard throws(TaskQueueError) in
            try await shard.renew(leases.filter { $0.isMarked(shard.mark) }, of: worker)
        }
        var renewal = Renewal()
        var failure: TaskQueueError?
        for answer in answers {
            switch answer {
            case .success(let part):
                renewal.alive.formUnion(part.alive)
                renewal.stopping.formUnion(part.stopping)
                renewal.lost.formUnion(part.lost)
            case .failure(let error):
                failure = error
                renewal.isPartial = true
            }
        }
        if let failure, !answers.contains(where: \.isSuccess) { throw failure }
        return renewal
    }

    /// Tells watchers how far a task is, with the next heartbeat.
    public func report(_ progress: TaskProgress, of task: TaskID, lease: LeaseID) async {
        await shard(of: task).report(progress, of: task, lease: lease)
    }

    /// Ends a hold.
    public func settle(
        _ task: TaskID,
        lease: LeaseID,
        _ settlement: Settlement
    ) async throws(TaskQueueError) -> SettleResult {
        try await shard(of: task).settle(task, lease: lease, settlement)
    }
}

extension LeaseID {
    fileprivate func marked(_ mark: String) -> LeaseID { LeaseID(stored: rawValue + mark) }
    fileprivate func isMarked(_ mark: String) -> Bool { rawValue.hasSuffix(mark) }
}

extension RedisTaskQueue {
    /// What the leases that it gives end with.
    fileprivate var mark: String { runner.prefix }
}

extension Result {
    /// Whether it is no failure.
    var isSuccess: Bool { if case .success = self { true } else { false } }
}
