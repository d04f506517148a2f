// SPDX-License-Identifier: Apache-2.0

package import Queue

extension QueueModel {
    package mutating func enqueue(_ task: FusionTask, isBounded: Bool = true) throws(TaskQueueError) -> EnqueueResult {
        if let known = tasks[task.id] {
            let isSame = known.task.tenant == task.tenant && known.task.payload.digest == task.payload.digest
            guard isSame, known.task.replayOf == task.replayOf else { throw .identifierReused(task.id) }
            return .existing(known.state.status)
        }
        let bytes = task.payload.request.count
        guard bytes <= TaskPayload.requestBytesMax else {
            throw .requestTooLarge(bytes: bytes, limit: TaskPayload.requestBytesMax)
        }
        let counts = counts
        if isBounded {
            let counted: Set<TaskStatus> = [.queued, .running]
            try policy.admit(task, waiting: counts.waiting, storedBytes: counts.storedBytes) {
                tasks.values.count { $0.task.tenant == task.tenant && counted.contains($0.state.status) }
            }
        }
        sequence += 1
        enqueued += 1
        let entry = TaskEntry(task, sequence: sequence, at: moment)
        tasks[task.id] = entry
        scheduler.add(entry.waiting)
        return .enqueued
    }

    package mutating func cancel(_ id: TaskID) throws(TaskQueueError) -> CancelResult {
        guard var entry = tasks[id] else { throw .unknownTask(id) }
        let before = entry
        guard entry.state.cancel() else {
            if entry.state.status == .running { return .stopping }
            guard entry.state.status == .canceled else { throw .alreadyTerminal(id, entry.state.status) }
            return .canceled
        }
        return left(entry, before) ? .canceled : .stopping
    }

    package mutating func erase(_ id: TaskID) throws(TaskQueueError) -> TaskStatus {
        guard var entry = tasks[id] else { throw .unknownTask(id) }
        let before = entry
        entry.erase(at: moment, policy)
        forgetDeliveries(of: id)
        if before.state.status.isTerminal {
            tasks[id] = entry
            outbox = outbox.filter { $0.value.task != id || $0.value.kind != .inputRemoval }
            note(.inputRemoval, entry, due: clock.now)
        } else {
            _ = left(entry, before)
        }
        return entry.state.status
    }

    package mutating func adopt(_ result: [UInt8], of id: TaskID) throws(TaskQueueError) -> TaskStatus {
        guard var entry = tasks[id] else { throw .unknownTask(id) }
        let before = entry
        guard entry.state.adopt() else { return entry.state.status }
        entry.history.note(.succeeded(result), state: entry.state)
        if before.state.status == .running { scheduler.finish(before.waiting) }
        _ = left(entry, before)
        return entry.state.status
    }

    package mutating func replay(
        _ id: TaskID,
        as newID: TaskID,
        record: String
    ) throws(TaskQueueError) -> EnqueueResult {
        if let known = tasks[newID] {
            guard known.task.replayOf == id else { throw .identifierReused(newID) }
            return .existing(known.state.status)
        }
        guard var entry = tasks[id] else { throw .unknownTask(id) }
        guard entry.state.isDeadLetter else { throw .notDeadLetter(id) }
        let result = try enqueue(entry.task.replayed(as: newID, record: record, at: wall))
        entry.replaced(at: moment, policy)
        tasks[id] = entry
        return result
    }

    /// After a change from outside: whether the task ended by it.
    private mutating func left(_ entry: TaskEntry, _ before: TaskEntry) -> Bool {
        guard entry.state.status.isTerminal else {
            tasks[entry.task.id] = entry
            return false
        }
        if before.state.status == .queued { scheduler.remove(before.waiting) }
        conclude(entry)
        return true
    }
}
