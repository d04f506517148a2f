// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import Synchronization

/// The queue's reference model as a queue that can be worked with: in memory, at a clock's time, and able to fail.
final class ReferenceQueue: TaskQueue {
    let events = TaskEventHub()
    let doorbell = Doorbell()

    private let model: Mutex<QueueModel>
    private let wall: WallClock
    private let outage = Mutex<String?>(nil)
    private let settlements = Mutex<[Settlement]>([])

    init(wall: WallClock, policy: QueuePolicy = QueuePolicy()) {
        self.wall = wall
        model = Mutex(QueueModel(policy: policy, at: wall.now))
    }

    /// What was settled, in order, lost leases included.
    var settled: [Settlement] { settlements.withLock { $0 } }

    /// Makes every operation that may fail do so, until `nil`.
    func fail(_ reason: String?) { outage.withLock { $0 = reason } }

    /// Lets every running task's process seem dead.
    func crashAll() throws(TaskQueueError) {
        try unchecked { model throws(TaskQueueError) in model.restart() }
    }

    func enqueue(_ task: FusionTask, at position: SegmentPosition?) async throws(TaskQueueError) -> EnqueueResult {
        try change { model throws(TaskQueueError) in try model.enqueue(task) }
    }

    func restore(_ task: FusionTask, at position: SegmentPosition?) async throws(TaskQueueError) -> EnqueueResult {
        try change { model throws(TaskQueueError) in try model.enqueue(task, isBounded: false) }
    }

    func claim(_ request: ClaimRequest) async throws(TaskQueueError) -> [LeasedTask] {
        try change { model throws(TaskQueueError) in model.claim(request) }
    }

    func renew(_ leases: Set<LeaseID>, of worker: WorkerID) async throws(TaskQueueError) -> Renewal {
        try change { model throws(TaskQueueError) in model.renew(leases, of: worker) }
    }

    func report(_ progress: TaskProgress, of task: TaskID, lease: LeaseID) async {
        let entry = model.withLock { $0.tasks[task] }
        guard let entry, entry.state.lease?.id == lease else { return }
        events.publish(TaskEvent(task: task, tenant: entry.task.tenant, state: entry.state, progress: progress))
    }

    func settle(
        _ task: TaskID,
        lease: LeaseID,
        _ settlement: Settlement
    ) async throws(TaskQueueError) -> SettleResult {
        try change { model throws(TaskQueueError) in
            settlements.withLock { $0.append(settlement) }
            return model.settle(task, lease: lease, settlement)
        }
    }

    func adopt(_ result: [UInt8], of id: TaskID) async throws(TaskQueueError) -> TaskStatus {
        try change { model throws(TaskQueueError) in try model.adopt(result, of: id) }
    }

    func cancel(_ id: TaskID) async throws(TaskQueueError) -> CancelResult { try cancelNow(id) }

    /// As ``cancel(_:)``, for callers that cannot wait.
    @discardableResult
    func cancelNow(_ id: TaskID) throws(TaskQueueError) -> CancelResult {
        try change { model throws(TaskQueueError) in try model.cancel(id) }
    }

    func erase(_ id: TaskID) async throws(TaskQueueError) -> TaskStatus {
        try change { model throws(TaskQueueError) in try model.erase(id) }
    }

    func replay(_ id: TaskID, as newID: TaskID) async throws(TaskQueueError) -> EnqueueResult {
        try change { model throws(TaskQueueError) in try model.replay(id, as: newID) }
    }

    func tick() async throws(TaskQueueError) -> TickReport {
        try change { model throws(TaskQueueError) in model.tick() }
    }

    func takeOutbox(limit: Int) async throws(TaskQueueError) -> [OutboxEntry] {
        try change { model throws(TaskQueueError) in model.takeOutbox(limit: limit) }
    }

    func completeOutbox(_ entry: Int) async throws(TaskQueueError) {
        try change { model throws(TaskQueueError) in model.completeOutbox(entry) }
    }

    func postponeOutbox(_ entry: Int, by delay: Duration) async throws(TaskQueueError) {
        try change { model throws(TaskQueueError) in model.postponeOutbox(entry, by: delay) }
    }

    func record(of id: TaskID) async throws(TaskQueueError) -> TaskRecord? {
        model.withLock { $0.tasks[id]?.record }
    }

    func list(_ query: TaskQuery) async throws(TaskQueueError) -> TaskPage { model.withLock { $0.list(query) } }

    func counts() async throws(TaskQueueError) -> QueueCounts { model.withLock { $0.counts } }

    func pause() async throws(TaskQueueError) {
        try change { model throws(TaskQueueError) in model.setPaused(true) }
    }

    func resume() async throws(TaskQueueError) {
        try change { model throws(TaskQueueError) in model.setPaused(false) }
    }

    func share(of tenant: TenantID) async throws(TaskQueueError) -> TenantShare {
        model.withLock { $0.scheduler.share(of: tenant) }
    }

    func setShare(_ share: TenantShare, of tenant: TenantID) async throws(TaskQueueError) {
        try change { model throws(TaskQueueError) in model.setShare(share, of: tenant) }
    }

    private func change<Value>(
        _ step: (inout QueueModel) throws(TaskQueueError) -> Value
    ) throws(TaskQueueError) -> Value {
        if let reason = outage.withLock({ $0 }) { throw .unavailable(reason) }
        return try unchecked(step)
    }

    /// One step at the present time; whatever changed is told, and whatever waits anew rings.
    private func unchecked<Value>(
        _ step: (inout QueueModel) throws(TaskQueueError) -> Value
    ) throws(TaskQueueError) -> Value {
        let outcome = model.withLock { model -> (Result<Value, TaskQueueError>, [(FusionTask, TaskState)]) in
            let before = model.tasks
            model.step(to: wall.now)
            let result: Result<Value, TaskQueueError>
            do throws(TaskQueueError) {
                result = .success(try step(&model))
            } catch {
                result = .failure(error)
            }
            let changed = model.tasks.values.filter { $0.state != before[$0.task.id]?.state }
            return (result, changed.map { ($0.task, $0.state) })
        }
        for (task, state) in outcome.1 {
            events.publish(TaskEvent(task: task.id, tenant: task.tenant, state: state))
            if state.status == .queued { doorbell.ring(task.route) }
        }
        return try outcome.0.get()
    }
}
