// SPDX-License-Identifier: Apache-2.0

package import Queue

extension QueueModel {
    package mutating func claim(_ request: ClaimRequest) -> [LeasedTask] {
        guard !isPaused else { return [] }
        var taken: [LeasedTask] = []
        var leases = request.leases[...]
        var expired = 0
        while let lease = leases.first, let next = scheduler.next(for: request.pool), let entry = tasks[next.id] {
            let held = held(by: request.worker)
            if held.contains(where: { $0.state.lease?.isAlone == true }) { break }
            if entry.isOverdue(at: moment) {
                expire(entry)
                expired += 1
                if expired == QueuePolicy.sweepMax { break }
                continue
            }
            if entry.state.isSuspect, !held.isEmpty { break }
            leases.removeFirst()
            taken.append(start(entry, lease, request))
        }
        return taken
    }

    private mutating func start(_ entry: TaskEntry, _ id: LeaseID, _ request: ClaimRequest) -> LeasedTask {
        _ = scheduler.take(for: request.pool)
        var entry = entry
        let lease = Lease(
            id: id,
            granted: clock.now,
            expires: clock.now.advanced(by: policy.leaseDuration),
            isAlone: entry.state.isSuspect
        )
        let leased = entry.start(lease, worker: request.worker, at: moment)
        tasks[entry.task.id] = entry
        return leased
    }

    package mutating func renew(_ leases: Set<LeaseID>, of worker: WorkerID) -> Renewal {
        var renewal = Renewal()
        renewal.lost = leases
        for var entry in held(by: worker) {
            guard let lease = entry.state.lease else { continue }
            if leases.contains(lease.id) {
                entry.state.renew(until: clock.now.advanced(by: policy.leaseDuration))
                tasks[entry.task.id] = entry
                renewal.lost.remove(lease.id)
                let isStopping = entry.state.isCancelRequested || entry.isTotalOverdue(at: moment)
                if isStopping { renewal.stopping.insert(lease.id) } else { renewal.alive.insert(lease.id) }
            } else if lease.granted.advanced(by: policy.unnamedGrace) <= clock.now {
                scheduler.finish(entry.waiting)
                entry.state.giveBack(in: entry.context(at: moment, policy))
                placed(entry)
            }
        }
        return renewal
    }

    package mutating func settle(_ id: TaskID, lease: LeaseID, _ settlement: Settlement) -> SettleResult {
        guard var entry = tasks[id] else { return .leaseLost }
        let charged = entry.waiting
        let result = entry.settle(settlement.outcome, by: lease, at: moment, policy)
        guard case .settled = result else { return result }
        scheduler.finish(charged, actual: settlement.actualCost)
        entry.reroute(after: settlement.outcome)
        placed(entry)
        return result
    }

    /// The process died and starts anew.
    package mutating func restart() {
        for entry in ordered(tasks.values.filter { $0.state.status == .running }) { crash(entry) }
        // Of the order only the shares are durable: virtual times and passes start anew.
        let shares = scheduler.shares
        scheduler = FairScheduler()
        presence = Presence()
        for (tenant, share) in shares { scheduler.setShare(share, of: tenant) }
        for entry in ordered(tasks.values.filter { $0.state.status == .queued }) { scheduler.add(entry.waiting) }
    }

    mutating func crash(_ entry: TaskEntry) {
        var entry = entry
        scheduler.finish(entry.waiting)
        entry.crash(at: moment, policy)
        placed(entry)
    }

    mutating func expire(_ entry: TaskEntry) {
        var entry = entry
        if entry.state.status == .queued { scheduler.remove(entry.waiting) }
        entry.state.expire()
        conclude(entry)
    }

    func ordered(_ entries: [TaskEntry]) -> [TaskEntry] { entries.sorted { $0.sequence < $1.sequence } }
}
