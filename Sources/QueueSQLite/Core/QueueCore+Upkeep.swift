// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

extension QueueCore {
    func tick() throws -> TickReport {
        let limit = QueuePolicy.sweepMax
        let now = moment.shard
        let gone = holds.expired(before: now).prefix(limit)
        for hold in gone { if let entry = try tasks.entry(at: hold.sequence) { try crash(entry) } }
        let ready = try tasks.releasable(at: now, limit: limit)
        for before in ready {
            var entry = before
            entry.state.release()
            try update(entry, from: before)
            wait(entry)
        }
        let late = try tasks.overdue(at: moment.wall, limit: limit)
        for entry in late { try expire(entry) }
        let old = try tasks.retirable(at: now, limit: limit)
        for entry in old { try remove(entry) }
        let told = try deliveries.retire(at: now, keeping: policy.deliveriesMax, limit: limit)
        try marks.retire(at: now)
        order.sweep()
        var report = TickReport()
        report.expiredLeases = gone.count
        report.released = ready.count
        report.expiredTasks = late.count
        report.retired = old.count
        report.isPartial = [gone.count, ready.count, late.count, old.count, told].contains(limit)
        return report
    }

    func takeOutbox(limit: Int) throws -> [OutboxEntry] {
        let ready = try outbox.due(at: moment.shard, limit: limit)
        for entry in ready { try outbox.lease(entry.id, until: moment.shard.advanced(by: policy.outboxLease)) }
        return ready
    }

    func noteDelivery(_ content: [UInt8], of task: TaskID) throws -> DeliveryRecord {
        guard try tasks.entry(task)?.state.isErased != true else {
            return DeliveryRecord(number: try deliveries.nextNumber(of: task), content: content)
        }
        return try deliveries.insert(
            content,
            of: task,
            retireAt: moment.shard.advanced(by: policy.deliveryRetention),
            max: policy.deliveriesPerTaskMax
        )
    }

    func markChild(_ index: Int, of batch: TaskID) throws -> Int {
        try marks.insert(index, of: batch, retireAt: moment.shard.advanced(by: policy.deliveryRetention))
        return try marks.count(of: batch)
    }

    func forgetDeliveries(of task: TaskID) throws {
        try deliveries.remove(of: task)
        mustEmptyLog = true
    }

    func counts() throws -> QueueCounts {
        var counts = QueueCounts()
        for priority in PriorityClass.allCases {
            let waiting = census.waiting[priority] ?? [:]
            var part = QueueCounts.Class()
            part.queued = waiting[.queued] ?? 0
            part.delayed = waiting[.delayed] ?? 0
            part.running = waiting[.running] ?? 0
            let oldest = part.queued > 0 ? try tasks.oldestCreation(priority) : nil
            if let oldest {
                part.oldestAge = .milliseconds(max(moment.wall.milliseconds - oldest.milliseconds, 0))
            }
            counts.classes[priority] = part
        }
        counts.ended = ledger.ended
        counts.enqueued = ledger.enqueued
        counts.deadLetters = census.deadLetters
        counts.storedBytes = census.storedBytes
        counts.isPaused = ledger.isPaused
        return counts
    }

    func setPaused(_ isPaused: Bool) {
        ledger.isPaused = isPaused
        if !isPaused { effects.ringsAll = true }
    }

    func setShare(_ share: TenantShare, of tenant: TenantID) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO tenant (name, weight, running_max) VALUES (?, ?, ?)"
        ).execute(arguments: [tenant.rawValue, share.weight, share.runningMax])
        order.setShare(share, of: tenant)
        effects.ringsAll = true
    }
}
