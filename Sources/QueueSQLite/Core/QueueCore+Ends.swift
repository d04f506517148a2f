// SPDX-License-Identifier: Apache-2.0

import Queue

extension QueueCore {
    /// Whatever a hold's end led to.
    func place(_ entry: TaskEntry, from before: TaskEntry) throws {
        var entry = entry
        entry.worker = nil
        if entry.state.status.isTerminal { return try conclude(entry, from: before) }
        try update(entry, from: before)
        if entry.state.status == .queued { wait(entry) }
    }

    /// A task has ended: how long it stays, and what is to be done about it.
    func conclude(_ entry: TaskEntry, from before: TaskEntry) throws {
        var entry = entry
        entry.conclude(at: moment, policy)
        ledger.ended[entry.state.status, default: 0] += 1
        try update(entry, from: before)
        if entry.task.payload.webhook != nil { try note(.webhook, entry, due: moment.shard) }
        try note(.inputRemoval, entry, due: entry.removalDue(at: moment, policy))
    }

    /// After a change from outside: whether the task ended by it.
    func leave(_ entry: TaskEntry, from before: TaskEntry) throws -> Bool {
        guard entry.state.status.isTerminal else {
            try update(entry, from: before)
            return false
        }
        if before.state.status == .queued { order.remove(before.waiting) }
        try conclude(entry, from: before)
        return true
    }

    /// A lease expired, or its process is gone.
    func crash(_ before: TaskEntry) throws {
        var entry = before
        order.finish(entry.waiting)
        entry.crash(at: moment, policy)
        try place(entry, from: before)
    }

    /// A deadline passed while the task waited.
    func expire(_ before: TaskEntry) throws {
        var entry = before
        if before.state.status == .queued { order.remove(before.waiting) }
        entry.state.expire()
        try conclude(entry, from: before)
    }

    func note(_ kind: OutboxEntry.Kind, _ entry: TaskEntry, due: ShardTime) throws {
        ledger.outboxSequence += 1
        let subject = OutboxEntry.Subject(
            tenant: entry.task.tenant,
            status: entry.state.status,
            record: entry.task.payload.record,
            payload: kind == .webhook ? entry.task.payload.webhook ?? [] : []
        )
        let item = OutboxEntry(
            id: ledger.outboxSequence,
            kind: kind,
            task: entry.task.id,
            subject: subject,
            attempts: 0
        )
        try outbox.insert(item, due: due)
    }
}
