// SPDX-License-Identifier: Apache-2.0

/// A change that watchers may want to know of; a hint, the queue has the truth.
public struct TaskEvent: Hashable, Sendable {
    /// The task.
    public let task: TaskID
    /// Whose it is.
    public let tenant: TenantID
    /// Counts the task's changes; progress does not count.
    public let revision: Int
    /// Where it stands now.
    public let status: TaskStatus
    /// Whether its worker is to stop.
    public let isStopping: Bool
    /// Failures so far.
    public let attempts: Int
    /// Set where the change is one of progress.
    public let progress: TaskProgress?

    /// A change.
    public init(task: TaskID, tenant: TenantID, state: TaskState, progress: TaskProgress? = nil) {
        self.task = task
        self.tenant = tenant
        revision = state.revision
        status = state.status
        isStopping = state.status == .running && state.isCancelRequested
        attempts = state.attempts
        self.progress = progress
    }
}
