// SPDX-License-Identifier: Apache-2.0

package import Queue
import Synchronization

/// The model as a queue: what a backend that keeps nothing would be, and able to fail.
package final class ReferenceQueue: TaskQueue {
    /// State changes in this process.
    package let events = TaskEventHub()
    /// Rings when there may be something to claim.
    package let doorbell = Doorbell()
    private let model: Mutex<QueueModel>
    private let progress = Mutex<[TaskID: (lease: LeaseID, progress: TaskProgress)]>([:])
    private let wall: WallClock

    private let outage = Mutex<String?>(nil)
    private let settlements = Mutex<[Settlement]>([])

    /// An empty queue.
    package init(policy: QueuePolicy = QueuePolicy(), wall: WallClock) {
        self.wall = wall
        model = Mutex(QueueModel(policy: policy, at: wall.now))
    }

    /// What was settled, in order, lost leases included.
    package var settled: [Settlement] { settlements.withLock { $0 } }

    /// Makes every operation that changes something fail, until `nil`.
    package func fail(_ reason: String?) { outage.withLock { $0 = reason } }

    /// Runs one operation, unless the queue is to fail.
    private func change<Answer: Sendable>(
        _ body: @Sendable (inout QueueModel) throws(TaskQueueError) -> Answer
    ) throws(TaskQueueError) -> Answer {
        if let reason = outage.withLock({ $0 }) { throw .unavailable(reason) }
        return try step(body)
    }

    /// Runs one operation and tells of every task that it changed.
    private func step<Answer: Sendable>(
        _ body: @Sendable (inout QueueModel) throws(TaskQueueError) -> Answer
    ) throws(TaskQueueError) -> Answer {
        let (result, changed) = model.withLock { model in
            let before = model.tasks
            model.step(to: wall.now)
            let result = Result { () throws(TaskQueueError) in try body(&model) }
            let changed = model.tasks.values.filter { before[$0.task.id]?.state.revision != $0.state.revision }
            return (result, changed.sorted { $0.sequence < $1.sequence })
        }
        for entry in changed {
            events.publish(TaskEvent(task: entry.task.id, tenant: entry.task.tenant, state: entry.state))
            if entry.state.status == .queued { doorbell.ring(entry.task.flow) }
        }
        return try result.get()
    }

    /// The process died and starts anew.
    package func restart() throws(TaskQueueError) { try step { $0.restart() } }

    package func enqueue(
        _ task: FusionTask,
        at position: SegmentPosition?
    ) async throws(TaskQueueError) -> EnqueueResult {
        try change { model throws(TaskQueueError) in try model.enqueue(task) }
    }

    package func restore(
        _ task: FusionTask,
        at position: SegmentPosition?
    ) async throws(TaskQueueError) -> EnqueueResult {
        try change { model throws(TaskQueueError) in try model.enqueue(task, isBounded: false) }
    }

    package func claim(_ request: ClaimRequest) async throws(TaskQueueError) -> [LeasedTask] {
        try change { $0.claim(request) }
    }

    package func renew(_ leases: Set<LeaseID>, of worker: WorkerID) async throws(TaskQueueError) -> Renewal {
        try change { $0.renew(leases, of: worker) }
    }

    package func report(_ report: TaskProgress, of task: TaskID, lease: LeaseID) async {
        guard let entry = model.withLock({ $0.tasks[task] }), entry.state.lease?.id == lease else { return }
        progress.withLock { $0[task] = (lease, report) }
        events.publish(TaskEvent(task: task, tenant: entry.task.tenant, state: entry.state, progress: report))
    }

    package func settle(
        _ task: TaskID,
        lease: LeaseID,
        _ settlement: Settlement
    ) async throws(TaskQueueError) -> SettleResult {
        try change { model in
            settlements.withLock { $0.append(settlement) }
            return model.settle(task, lease: lease, settlement)
        }
    }

    package func adopt(_ result: [UInt8], of id: TaskID) async throws(TaskQueueError) -> TaskStatus {
        try change { model throws(TaskQueueError) in try model.adopt(result, of: id) }
    }

    package func cancel(_ id: TaskID) async throws(TaskQueueError) -> CancelResult { try cancelNow(id) }

    /// As ``cancel(_:)``, for callers that cannot wait.
    @discardableResult
    package func cancelNow(_ id: TaskID) throws(TaskQueueError) -> CancelResult {
        try change { model throws(TaskQueueError) in try model.cancel(id) }
    }

    package func erase(_ id: TaskID) async throws(TaskQueueError) -> TaskStatus {
        try change { model throws(TaskQueueError) in try model.erase(id) }
    }

    package func replay(
        _ id: TaskID,
        as newID: TaskID,
        record: String
    ) async throws(TaskQueueError) -> EnqueueResult {
        try change { model throws(TaskQueueError) in try model.replay(id, as: newID, record: record) }
    }

    package func tick() async throws(TaskQueueError) -> TickReport { try change { $0.tick() } }

    package func takeOutbox(limit: Int) async throws(TaskQueueError) -> [OutboxEntry] {
        try change { $0.takeOutbox(limit: limit) }
    }

    package func completeOutbox(_ entry: Int) async throws(TaskQueueError) { try change { $0.completeOutbox(entry) } }

    package func postponeOutbox(_ entry: Int, by delay: Duration) async throws(TaskQueueError) {
        try change { $0.postponeOutbox(entry, by: delay) }
    }

    package func noteDelivery(
        _ content: [UInt8],
        of task: TaskID
    ) async throws(TaskQueueError) -> DeliveryRecord {
        try change { $0.noteDelivery(content, of: task) }
    }

    package func deliveries(of task: TaskID) async throws(TaskQueueError) -> [DeliveryRecord] {
        try change { $0.deliveries(of: task) }
    }

    package func forgetDeliveries(of task: TaskID) async throws(TaskQueueError) {
        try change { $0.forgetDeliveries(of: task) }
    }

    package func record(of id: TaskID) async throws(TaskQueueError) -> TaskRecord? {
        guard var record = try step({ model in model.tasks[id].map { model.placed($0.record) } }) else { return nil }
        let reported = progress.withLock { $0[id] }
        if let reported, reported.lease == record.state.lease?.id { record.progress = reported.progress }
        return record
    }

    package func list(_ query: TaskQuery) async throws(TaskQueueError) -> TaskPage { try step { $0.list(query) } }

    package func counts() async throws(TaskQueueError) -> QueueCounts { try step { $0.counts } }

    package func pause() async throws(TaskQueueError) { try change { $0.setPaused(true) } }

    package func resume() async throws(TaskQueueError) {
        try change { $0.setPaused(false) }
        doorbell.ringAll()
    }

    package func share(of tenant: TenantID) async throws(TaskQueueError) -> TenantShare {
        try step { $0.scheduler.share(of: tenant) }
    }

    package func setShare(_ share: TenantShare, of tenant: TenantID) async throws(TaskQueueError) {
        try change { $0.setShare(share, of: tenant) }
    }

    package func announce(_ content: [UInt8]?, of worker: WorkerID) async throws(TaskQueueError) {
        try change {
            $0.presence.announce(content, of: worker, until: $0.clock.now.advanced(by: $0.policy.leaseDuration))
        }
    }

    package func workers() async throws(TaskQueueError) -> [WorkerNotice] {
        try change { $0.presence.workers(at: $0.clock.now) }
    }

    package func takeTurn(
        of tenant: TenantID,
        _ limit: RateLimit,
        cost: Int
    ) async throws(TaskQueueError) -> Duration? {
        try change { $0.presence.takeTurn(of: tenant, limit, cost: cost, at: $0.clock.now) }
    }

    package func markChild(_ index: Int, of batch: TaskID) async throws(TaskQueueError) -> Int {
        try change { $0.markChild(index, of: batch) }
    }

    package func markedChildren(of batch: TaskID) async throws(TaskQueueError) -> Int {
        try change { $0.marks[batch]?.count ?? 0 }
    }
}
