// SPDX-License-Identifier: Apache-2.0

import Queue

extension QueueCore {
    func enqueue(_ task: FusionTask, at position: SegmentPosition?, isBounded: Bool) throws -> EnqueueResult {
        if let known = try tasks.entry(task.id) {
            let isSame = known.task.tenant == task.tenant && known.task.payload.digest == task.payload.digest
            guard isSame, known.task.replayOf == task.replayOf else { throw TaskQueueError.identifierReused(task.id) }
            if let position { try setWatermark(position) }
            return .existing(known.state.status)
        }
        let bytes = task.payload.request.count
        guard bytes <= TaskPayload.requestBytesMax else {
            throw TaskQueueError.requestTooLarge(bytes: bytes, limit: TaskPayload.requestBytesMax)
        }
        if isBounded {
            try policy.admit(task, waiting: census.waitingTotal, storedBytes: census.storedBytes) {
                order.taskCount(of: task.tenant)
            }
        }
        ledger.sequence += 1
        ledger.enqueued += 1
        try insert(TaskEntry(task, sequence: ledger.sequence, at: moment))
        if let position { try setWatermark(position) }
        return .enqueued
    }

    /// With what stands before it.
    func placed(_ record: TaskRecord) -> TaskRecord {
        guard record.isWaiting else { return record }
        var record = record
        let task = WaitingTask(record.task, sequence: record.sequence)
        record.place = order.place(of: task, queued: census.waiting.mapValues { $0[.queued] ?? 0 })
        return record
    }

    func cancel(_ id: TaskID) throws -> CancelResult {
        let before = try known(id)
        var entry = before
        guard entry.state.cancel() else {
            if entry.state.status == .running { return .stopping }
            guard entry.state.status == .canceled else {
                throw TaskQueueError.alreadyTerminal(id, entry.state.status)
            }
            return .canceled
        }
        return try leave(entry, from: before) ? .canceled : .stopping
    }

    func erase(_ id: TaskID) throws -> TaskStatus {
        let before = try known(id)
        var entry = before
        entry.erase(at: moment, policy)
        try forgetDeliveries(of: id)
        if before.state.status.isTerminal {
            try update(entry, from: before)
            try outbox.removeInputRemoval(of: id)
            try note(.inputRemoval, entry, due: moment.shard)
        } else {
            _ = try leave(entry, from: before)
        }
        return entry.state.status
    }

    func adopt(_ result: [UInt8], of id: TaskID) throws -> TaskStatus {
        let before = try known(id)
        var entry = before
        guard entry.state.adopt() else { return entry.state.status }
        entry.history.note(.succeeded(result), state: entry.state)
        if before.state.status == .running { order.finish(before.waiting) }
        _ = try leave(entry, from: before)
        return entry.state.status
    }

    func replay(_ id: TaskID, as newID: TaskID, record: String) throws -> EnqueueResult {
        if let known = try tasks.entry(newID) {
            guard known.task.replayOf == id else { throw TaskQueueError.identifierReused(newID) }
            return .existing(known.state.status)
        }
        let before = try known(id)
        guard before.state.isDeadLetter else { throw TaskQueueError.notDeadLetter(id) }
        let task = before.task.replayed(as: newID, record: record, at: moment.wall)
        let result = try enqueue(task, at: nil, isBounded: true)
        var entry = before
        entry.replaced(at: moment, policy)
        try update(entry, from: before)
        return result
    }

    func setWatermark(_ position: SegmentPosition) throws { try Watermarks.set(position, database) }

    private func known(_ id: TaskID) throws -> TaskEntry {
        guard let entry = try tasks.entry(id) else { throw TaskQueueError.unknownTask(id) }
        return entry
    }
}
