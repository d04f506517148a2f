// SPDX-License-Identifier: Apache-2.0

/// All that a backend keeps of a task.
package struct TaskEntry: Hashable, Sendable {
    package var task: FusionTask
    package let sequence: Int
    package var state = TaskState()
    package var history = TaskRecord.History()
    /// Until when it has to start and to end.
    package var startDue: WallTime?
    package var totalDue: WallTime?
    /// The process that holds it.
    package var worker: WorkerID?
    /// When it leaves the queue; set at its end.
    package var retireAt: ShardTime?

    /// A task that was just enqueued.
    package init(_ task: FusionTask, sequence: Int, at moment: Moment) {
        self.task = task
        self.sequence = sequence
        startDue = task.deadlines.start.map { moment.wall.advanced(by: $0) }
        totalDue = task.deadlines.total.map { moment.wall.advanced(by: $0) }
    }

    /// A task as it was stored; the rest is set by the backend.
    package init(stored task: FusionTask, sequence: Int, state: TaskState) {
        self.task = task
        self.sequence = sequence
        self.state = state
    }

    package var waiting: WaitingTask { WaitingTask(task, sequence: sequence) }

    package var record: TaskRecord {
        TaskRecord(task: task, sequence: sequence, state: state, history: history)
    }

    /// The deadline that ends it while it waits.
    package var due: WallTime? {
        guard state.status == .queued || state.status == .delayed else { return nil }
        guard !state.hasStarted, let startDue else { return totalDue }
        return totalDue.map { min($0, startDue) } ?? startDue
    }

    package func isOverdue(at moment: Moment) -> Bool { due.map { $0 < moment.wall } ?? false }

    package func isTotalOverdue(at moment: Moment) -> Bool { totalDue.map { $0 < moment.wall } ?? false }

    package func context(at moment: Moment, _ policy: QueuePolicy) -> TransitionContext {
        TransitionContext(
            task: task.id,
            now: moment.shard,
            isOverdue: isTotalOverdue(at: moment),
            policy: policy.retry
        )
    }
}
