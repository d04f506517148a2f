// SPDX-License-Identifier: Apache-2.0

/// What the order of waiting tasks depends on.
public struct WaitingTask: Hashable, Sendable {
    /// The task's name.
    public let id: TaskID
    /// Its place in line, kept over retries.
    public let sequence: Int
    /// Whose it is.
    public let tenant: TenantID
    /// The pool that can run it.
    public let route: Route
    /// Its class.
    public let priority: PriorityClass
    /// Its estimated work.
    public let cost: Cost

    /// What it waits in.
    public var flow: Flow { Flow(priority: priority, route: route) }

    /// What the order needs of a task.
    public init(_ task: FusionTask, sequence: Int) {
        id = task.id
        self.sequence = sequence
        tenant = task.tenant
        route = task.route
        priority = task.priority
        cost = task.cost
    }
}
