// SPDX-License-Identifier: Apache-2.0

import Queue

extension QueueCore {
    func claim(_ request: ClaimRequest) throws -> [LeasedTask] {
        guard !ledger.isPaused else { return [] }
        var taken: [LeasedTask] = []
        var leases = request.leases[...]
        var expired = 0
        while let lease = leases.first, let choice = order.next(for: request.pool) {
            if holds.runsAlone(request.worker) { break }
            guard let entry = try tasks.entry(at: choice.sequence) else {
                throw StoredValueError(column: "row", value: "gone: \(choice.sequence) is in line without one")
            }
            if entry.isOverdue(at: moment) {
                try expire(entry)
                expired += 1
                if expired == QueuePolicy.sweepMax { break }
                continue
            }
            if entry.state.isSuspect, !holds.isIdle(request.worker) { break }
            leases.removeFirst()
            order.take(choice)
            taken.append(try start(entry, lease, request.worker))
        }
        return taken
    }

    private func start(_ before: TaskEntry, _ id: LeaseID, _ worker: WorkerID) throws -> LeasedTask {
        var entry = before
        let now = moment.shard
        let lease = Lease(
            id: id,
            granted: now,
            expires: now.advanced(by: policy.leaseDuration),
            isAlone: entry.state.isSuspect
        )
        let leased = entry.start(lease, worker: worker, at: moment)
        try update(entry, from: before)
        return leased
    }

    func renew(_ leases: Set<LeaseID>, of worker: WorkerID) throws -> Renewal {
        let now = moment.shard
        var renewal = Renewal()
        renewal.lost = leases
        for hold in holds.held(by: worker) {
            let isNamed = leases.contains(hold.lease.id)
            guard isNamed || hold.lease.granted.advanced(by: policy.unnamedGrace) <= now else { continue }
            guard let before = try tasks.entry(at: hold.sequence) else { continue }
            var entry = before
            guard isNamed else {
                order.finish(entry.waiting)
                entry.state.giveBack(in: entry.context(at: moment, policy))
                try place(entry, from: before)
                continue
            }
            entry.state.renew(until: now.advanced(by: policy.leaseDuration))
            try update(entry, from: before)
            renewal.lost.remove(hold.lease.id)
            let isStopping = entry.state.isCancelRequested || entry.isTotalOverdue(at: moment)
            if isStopping { renewal.stopping.insert(hold.lease.id) } else { renewal.alive.insert(hold.lease.id) }
        }
        return renewal
    }

    func settle(_ id: TaskID, lease: LeaseID, _ settlement: Settlement) throws -> SettleResult {
        guard let before = try tasks.entry(id) else { return .leaseLost }
        var entry = before
        let result = entry.settle(settlement.outcome, by: lease, at: moment, policy)
        guard case .settled = result else { return result }
        order.finish(before.waiting, actual: settlement.actualCost)
        entry.reroute(after: settlement.outcome)
        try place(entry, from: before)
        return result
    }

    /// The process that ran them is gone: what every task that runs at the start amounts to.
    func crashRunning() throws -> Int {
        let running = holds.all
        for hold in running { if let entry = try tasks.entry(at: hold.sequence) { try crash(entry) } }
        // The order as an opened queue has it: nothing of what was charged before.
        try rebuildOrder()
        return running.count
    }
}
