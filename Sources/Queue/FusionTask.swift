// SPDX-License-Identifier: Apache-2.0

/// What the gateway hands to a worker: everything the queue has to know, and the request, which it never reads.
public struct FusionTask: Hashable, Sendable {
    /// The task's name.
    public let id: TaskID
    /// Whose it is.
    public let tenant: TenantID
    /// What it does.
    public let kind: TaskKind
    /// Which pool can run it.
    public package(set) var route: Route
    /// Its class.
    public let priority: PriorityClass
    /// Its estimated work.
    public let cost: Cost
    /// When it was accepted.
    public let created: WallTime
    /// How long it may wait and take, counted from the enqueueing.
    public let deadlines: TaskDeadlines
    /// What it consists of and where its bytes lie.
    public package(set) var payload: TaskPayload
    /// The dead letter that this task repeats.
    public let replayOf: TaskID?

    /// What it waits in.
    public var flow: Flow { Flow(priority: priority, route: route) }

    /// A task; see the properties.
    public init(
        id: TaskID,
        owner: TaskOwner,
        work: TaskWork,
        schedule: TaskSchedule,
        payload: TaskPayload,
        replayOf: TaskID? = nil
    ) {
        self.id = id
        tenant = owner.tenant
        priority = owner.priority
        kind = work.kind
        route = work.route
        cost = work.cost
        created = schedule.created
        deadlines = schedule.deadlines
        self.payload = payload
        self.replayOf = replayOf
    }

    /// The same work as a new task: without deadlines, naming this one.
    package func replayed(as id: TaskID, record: String, at created: WallTime) -> FusionTask {
        var payload = payload
        payload.record = record
        return FusionTask(
            id: id,
            owner: TaskOwner(tenant: tenant, priority: priority),
            work: TaskWork(kind: kind, route: route, cost: cost),
            schedule: TaskSchedule(created: created),
            payload: payload,
            replayOf: self.id
        )
    }
}
