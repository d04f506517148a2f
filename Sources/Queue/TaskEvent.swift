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

    /// A change as another process told it.
    package init(task: TaskID, tenant: TenantID, position: Position, progress: TaskProgress?) {
        self.task = task
        self.tenant = tenant
        revision = position.revision
        status = position.status
        isStopping = position.isStopping
        attempts = position.attempts
        self.progress = progress
    }

    /// Where a task stands, as far as watchers are told.
    package struct Position: Sendable {
        package var revision: Int
        package var status: TaskStatus
        package var isStopping: Bool
        package var attempts: Int

        package init(revision: Int, status: TaskStatus, isStopping: Bool, attempts: Int) {
            self.revision = revision
            self.status = status
            self.isStopping = isStopping
            self.attempts = attempts
        }
    }

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
