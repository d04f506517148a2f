// SPDX-License-Identifier: Apache-2.0

public import Queue

extension ShardedTaskQueue {
    /// Lets a task wait; idempotent by its id.
    public func enqueue(
        _ task: FusionTask,
        at position: SegmentPosition?
    ) async throws(TaskQueueError) -> EnqueueResult {
        try await shard(of: task.id).enqueue(task, at: position)
    }

    /// Lets a task wait that was accepted before.
    public func restore(
        _ task: FusionTask,
        at position: SegmentPosition?
    ) async throws(TaskQueueError) -> EnqueueResult {
        try await shard(of: task.id).restore(task, at: position)
    }

    /// Ends a task whose result is in the store.
    public func adopt(_ result: [UInt8], of id: TaskID) async throws(TaskQueueError) -> TaskStatus {
        try await shard(of: id).adopt(result, of: id)
    }

    /// Takes a task back.
    public func cancel(_ id: TaskID) async throws(TaskQueueError) -> CancelResult {
        try await shard(of: id).cancel(id)
    }

    /// Marks a task as erased.
    public func erase(_ id: TaskID) async throws(TaskQueueError) -> TaskStatus { try await shard(of: id).erase(id) }

    /// A task that ended leaves now.
    public func retire(_ id: TaskID) async throws(TaskQueueError) { try await shard(of: id).retire(id) }

    /// Tells the workers of all processes that pictures were erased.
    public func tellErased(_ pictures: ErasedPictures) async { await shard(of: pictures.tenant).tellErased(pictures) }

    /// What processes tell of from now on.
    public func erasedElsewhere() -> AsyncStream<ErasedPictures> { hints.erasures.erasures() }

    /// Runs a dead letter's work again as a new task, which has to be of the same tenant.
    public func replay(
        _ id: TaskID,
        as newID: TaskID,
        record: String
    ) async throws(TaskQueueError) -> EnqueueResult {
        try await shard(of: id).replay(id, as: newID, record: record)
    }

    /// A task as it stands.
    public func record(of id: TaskID) async throws(TaskQueueError) -> TaskRecord? {
        try await shard(of: id).record(of: id)
    }

    /// A page of tasks: a tenant's newest first, everybody's one shard after the other, of each the newest first.
    public func list(_ query: TaskQuery) async throws(TaskQueueError) -> TaskPage {
        if let tenant = query.tenant { return try await shard(of: tenant).list(query) }
        var query = query
        var tasks: [TaskRecord] = []
        let limit = query.limit
        // A cursor is a task's number in its shard and that shard's place; numbers begin at 1, so that 0 is before all.
        var place = query.cursor.map { $0 % shards.count } ?? 0
        query.cursor = query.cursor.map { $0 / shards.count }.flatMap { $0 == 0 ? nil : $0 }
        while true {
            query.limit = limit - tasks.count
            let page = try await shards[place].list(query)
            tasks += page.tasks
            if let next = page.next { return TaskPage(tasks: tasks, next: next * shards.count + place) }
            place += 1
            query.cursor = nil
            guard place < shards.count else { return TaskPage(tasks: tasks, next: nil) }
            if tasks.count >= limit { return TaskPage(tasks: tasks, next: place) }
        }
    }

    /// Writes down an attempt to tell of a task's end.
    public func noteDelivery(_ content: [UInt8], of task: TaskID) async throws(TaskQueueError) -> DeliveryRecord {
        try await shard(of: task).noteDelivery(content, of: task)
    }

    /// The attempts of a task that are kept.
    public func deliveries(of task: TaskID) async throws(TaskQueueError) -> [DeliveryRecord] {
        try await shard(of: task).deliveries(of: task)
    }

    /// Erases what is kept of a task's attempts.
    public func forgetDeliveries(of task: TaskID) async throws(TaskQueueError) {
        try await shard(of: task).forgetDeliveries(of: task)
    }

    /// A child of a batch has ended.
    public func markChild(_ index: Int, of batch: TaskID) async throws(TaskQueueError) -> Int {
        try await shard(of: batch).markChild(index, of: batch)
    }

    /// How many children of a batch are marked.
    public func markedChildren(of batch: TaskID) async throws(TaskQueueError) -> Int {
        try await shard(of: batch).markedChildren(of: batch)
    }

    /// What a tenant gets.
    public func share(of tenant: TenantID) async throws(TaskQueueError) -> TenantShare {
        try await shard(of: tenant).share(of: tenant)
    }

    /// Gives a tenant another share.
    public func setShare(_ share: TenantShare, of tenant: TenantID) async throws(TaskQueueError) {
        try await shard(of: tenant).setShare(share, of: tenant)
    }

    /// Takes one of a tenant's turns.
    public func takeTurn(
        of tenant: TenantID,
        _ limit: RateLimit,
        cost: Int
    ) async throws(TaskQueueError) -> Duration? {
        try await shard(of: tenant).takeTurn(of: tenant, limit, cost: cost)
    }
}
