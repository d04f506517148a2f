// SPDX-License-Identifier: Apache-2.0

public import Queue

extension SQLiteTaskQueue {
    /// Does what time demands.
    public func tick() async throws(TaskQueueError) -> TickReport { try await perform { try $0.tick() } }

    /// Takes what is due of the outbox.
    public func takeOutbox(limit: Int) async throws(TaskQueueError) -> [OutboxEntry] {
        try await perform { try $0.takeOutbox(limit: limit) }
    }

    /// The entry is done.
    public func completeOutbox(_ entry: Int) async throws(TaskQueueError) {
        try await perform { try $0.outbox.remove(entry) }
    }

    /// The entry is to be tried again after a wait.
    public func postponeOutbox(_ entry: Int, by delay: Duration) async throws(TaskQueueError) {
        try await perform { try $0.outbox.postpone(entry, until: $0.moment.shard.advanced(by: delay)) }
    }

    /// Writes down an attempt to tell of a task's end.
    public func noteDelivery(_ content: [UInt8], of task: TaskID) async throws(TaskQueueError) -> DeliveryRecord {
        try await perform { try $0.noteDelivery(content, of: task) }
    }

    /// The attempts of a task that are kept.
    public func deliveries(of task: TaskID) async throws(TaskQueueError) -> [DeliveryRecord] {
        try await perform { try $0.deliveries.list(of: task) }
    }

    /// Erases what is kept of a task's attempts.
    public func forgetDeliveries(of task: TaskID) async throws(TaskQueueError) {
        try await perform { try $0.forgetDeliveries(of: task) }
    }

    /// A child of a batch has ended.
    public func markChild(_ index: Int, of batch: TaskID) async throws(TaskQueueError) -> Int {
        try await perform { try $0.markChild(index, of: batch) }
    }

    /// How many children of a batch are marked.
    public func markedChildren(of batch: TaskID) async throws(TaskQueueError) -> Int {
        try await perform { try $0.marks.count(of: batch) }
    }

    /// A task as it stands.
    public func record(of id: TaskID) async throws(TaskQueueError) -> TaskRecord? {
        let found = try await perform { core in try core.tasks.entry(id).map { core.placed($0.record) } }
        guard var record = found else { return nil }
        record.progress = live.progress(of: record)
        return record
    }

    /// A page of tasks, newest first.
    public func list(_ query: TaskQuery) async throws(TaskQueueError) -> TaskPage {
        let page = try await read { try TaskListing(query: query).page($0) }
        let placed = try await perform { core in page.tasks.map { core.placed($0) } }
        let tasks = placed.map { record in
            var record = record
            record.progress = live.progress(of: record)
            return record
        }
        return TaskPage(tasks: tasks, next: page.next)
    }

    /// How full it is.
    public func counts() async throws(TaskQueueError) -> QueueCounts { try await perform { try $0.counts() } }

    /// Holds back claims until resumed.
    public func pause() async throws(TaskQueueError) { try await perform { $0.setPaused(true) } }

    /// Lets claims through again.
    public func resume() async throws(TaskQueueError) { try await perform { $0.setPaused(false) } }

    /// A process of workers says what it is; in memory only.
    public func announce(_ content: [UInt8]?, of worker: WorkerID) async throws(TaskQueueError) {
        try await perform { core in
            let until = core.moment.shard.advanced(by: core.policy.leaseDuration)
            core.presence.announce(content, of: worker, until: until)
        }
    }

    /// The processes of workers that spoke lately.
    public func workers() async throws(TaskQueueError) -> [WorkerNotice] {
        try await perform { $0.presence.workers(at: $0.moment.shard) }
    }

    /// Takes one of a tenant's turns; in memory only.
    public func takeTurn(
        of tenant: TenantID,
        _ limit: RateLimit,
        cost: Int
    ) async throws(TaskQueueError) -> Duration? {
        try await perform { $0.presence.takeTurn(of: tenant, limit, cost: cost, at: $0.moment.shard) }
    }

    /// What a tenant gets.
    public func share(of tenant: TenantID) async throws(TaskQueueError) -> TenantShare {
        try await perform { $0.order.share(of: tenant) }
    }

    /// Gives a tenant another share.
    public func setShare(_ share: TenantShare, of tenant: TenantID) async throws(TaskQueueError) {
        try await perform { try $0.setShare(share, of: tenant) }
    }
}
