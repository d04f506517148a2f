// SPDX-License-Identifier: Apache-2.0

public import Queue

extension SQLiteTaskQueue {
    /// Takes the next tasks under new leases.
    public func claim(_ request: ClaimRequest) async throws(TaskQueueError) -> [LeasedTask] {
        try await perform { try $0.claim(request) }
    }

    /// A process's heartbeat.
    public func renew(_ leases: Set<LeaseID>, of worker: WorkerID) async throws(TaskQueueError) -> Renewal {
        try await perform { try $0.renew(leases, of: worker) }
    }

    /// Tells watchers how far a task is; in memory only.
    public func report(_ progress: TaskProgress, of task: TaskID, lease: LeaseID) async {
        if let event = live.note(progress, of: task, lease: lease) { events.publish(event) }
    }

    /// Ends a hold.
    public func settle(
        _ task: TaskID,
        lease: LeaseID,
        _ settlement: Settlement
    ) async throws(TaskQueueError) -> SettleResult {
        try await perform { try $0.settle(task, lease: lease, settlement) }
    }
}
