// SPDX-License-Identifier: Apache-2.0

import Queue
import Synchronization

/// The running tasks as watchers see them: what progress belongs to, in memory only.
final class LiveTasks: Sendable {
    private struct Live {
        var tenant: TenantID
        var state: TaskState
        var progress: TaskProgress?
    }

    private let tasks = Mutex<[TaskID: Live]>([:])

    /// A task changed; what its worker reported stays while the lease does.
    func note(_ change: Effects.Change) {
        tasks.withLock { tasks in
            guard let lease = change.state.lease else { return tasks[change.task] = nil }
            let known = tasks[change.task]
            let progress = known?.state.lease?.id == lease.id ? known?.progress : nil
            tasks[change.task] = Live(tenant: change.tenant, state: change.state, progress: progress)
        }
    }

    /// Notes a progress; the event to tell of, unless the lease is not the task's.
    func note(_ progress: TaskProgress, of task: TaskID, lease: LeaseID) -> TaskEvent? {
        tasks.withLock { tasks in
            guard let live = tasks[task], live.state.lease?.id == lease else { return nil }
            tasks[task]?.progress = progress
            return TaskEvent(task: task, tenant: live.tenant, state: live.state, progress: progress)
        }
    }

    /// What was last reported under the lease that the state names.
    func progress(of record: TaskRecord) -> TaskProgress? {
        guard let lease = record.state.lease?.id else { return nil }
        return tasks.withLock { tasks in
            guard let live = tasks[record.task.id], live.state.lease?.id == lease else { return nil }
            return live.progress
        }
    }
}
