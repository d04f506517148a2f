// SPDX-License-Identifier: Apache-2.0

public import Queue

extension SQLiteTaskQueue {
    /// Lets a task wait; idempotent by its id.
    public func enqueue(
        _ task: FusionTask,
        at position: SegmentPosition?
    ) async throws(TaskQueueError) -> EnqueueResult {
        try await perform { try $0.enqueue(task, at: position, isBounded: true) }
    }

    /// Lets a task wait that was accepted before.
    public func restore(
        _ task: FusionTask,
        at position: SegmentPosition?
    ) async throws(TaskQueueError) -> EnqueueResult {
        try await perform { try $0.enqueue(task, at: position, isBounded: false) }
    }

    /// Ends a task whose result is in the store.
    public func adopt(_ result: [UInt8], of id: TaskID) async throws(TaskQueueError) -> TaskStatus {
        try await perform { try $0.adopt(result, of: id) }
    }

    /// Takes a task back.
    public func cancel(_ id: TaskID) async throws(TaskQueueError) -> CancelResult {
        try await perform { try $0.cancel(id) }
    }

    /// Marks a task as erased.
    public func erase(_ id: TaskID) async throws(TaskQueueError) -> TaskStatus {
        try await perform { try $0.erase(id) }
    }

    /// Runs a dead letter's work again as a new task.
    public func replay(
        _ id: TaskID,
        as newID: TaskID,
        record: String
    ) async throws(TaskQueueError) -> EnqueueResult {
        try await perform { try $0.replay(id, as: newID, record: record) }
    }

    /// How far each segment's accept records are in the queue; those behind have to be restored at the start.
    public func watermarks() async throws(TaskQueueError) -> [SegmentPosition] {
        try await read { database in try Watermarks.all(database) }
    }

    /// Notes that every accept record before a position is in the queue or was given up; never goes back.
    public func setWatermark(_ position: SegmentPosition) async throws(TaskQueueError) {
        try await perform { try $0.setWatermark(position) }
    }

    /// Forgets a segment that was removed.
    public func removeWatermark(of segment: String) async throws(TaskQueueError) {
        try await perform { try Watermarks.remove(segment, $0.database) }
    }
}
