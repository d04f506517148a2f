// SPDX-License-Identifier: Apache-2.0

/// What remains until a task is of no use; remaining times survive clocks that disagree.
public struct TaskDeadlines: Hashable, Sendable {
    /// It has to start within this; `nil`: whenever.
    public let start: Duration?
    /// It has to end within this; `nil`: whenever.
    public let total: Duration?

    /// Deadlines; none unless given.
    public init(start: Duration? = nil, total: Duration? = nil) {
        self.start = start
        self.total = total
    }
}
