// SPDX-License-Identifier: Apache-2.0

/// When a task was accepted and until when it is of use.
public struct TaskSchedule: Hashable, Sendable {
    /// When it was accepted.
    public let created: WallTime
    /// How long it may wait and take.
    public let deadlines: TaskDeadlines

    /// A schedule, without deadlines unless some are given.
    public init(created: WallTime, deadlines: TaskDeadlines = TaskDeadlines()) {
        self.created = created
        self.deadlines = deadlines
    }
}
