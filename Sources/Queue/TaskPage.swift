// SPDX-License-Identifier: Apache-2.0

/// A part of a list.
public struct TaskPage: Hashable, Sendable {
    /// The tasks, newest first.
    public let tasks: [TaskRecord]
    /// Where the next page begins; `nil`: there is none.
    public let next: Int?

    package init(tasks: [TaskRecord], next: Int?) {
        self.tasks = tasks
        self.next = next
    }
}
