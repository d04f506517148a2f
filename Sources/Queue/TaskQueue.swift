// SPDX-License-Identifier: Apache-2.0

/// The queue: an index over the accept records in the object store, which are the truth.
///
/// Every operation may be repeated after a lost reply. Blocking work happens on the backend's own threads. Only
/// ``enqueue(_:at:)`` and ``replay(_:as:record:)`` are refused for want of room; what runs can always settle.
public protocol TaskQueue: Sendable {
    /// Lets a task wait; idempotent by its id.
    ///
    /// - Parameters:
    ///   - task: The task.
    ///   - position: How far the segment is in the queue with this task, where the backend keeps watermarks.
    /// - Returns: Whether it is new.
    /// - Throws: `full`, `tenantFull`, `fullStore`, `requestTooLarge`, `identifierReused`, `unavailable`, `notDurable`.
    func enqueue(_ task: FusionTask, at position: SegmentPosition?) async throws(TaskQueueError) -> EnqueueResult

    /// Lets a task wait that was accepted before and that the queue may have forgotten: never refused for want of room.
    ///
    /// - Throws: `requestTooLarge`, `identifierReused`, `unavailable`.
    func restore(_ task: FusionTask, at position: SegmentPosition?) async throws(TaskQueueError) -> EnqueueResult

    /// Takes the next tasks under new leases, in ``FairScheduler``'s order; empty when there is none to have.
    ///
    /// A task suspected of ending processes is given only to a process that runs nothing, and nothing beside it:
    /// while one is next, the process gets nothing until its other tasks have ended.
    func claim(_ request: ClaimRequest) async throws(TaskQueueError) -> [LeasedTask]

    /// A process's heartbeat: renews every lease it names, and takes back, uncounted, those of it that it does not.
    func renew(_ leases: Set<LeaseID>, of worker: WorkerID) async throws(TaskQueueError) -> Renewal

    /// Tells watchers how far a task is, at the latest with the process's next heartbeat; ignored when the lease is not
    /// the task's. It may be lost with the queue's process or server.
    func report(_ progress: TaskProgress, of task: TaskID, lease: LeaseID) async

    /// Ends a hold. A repeat by the same lease answers `same`, a lease that was taken away `leaseLost`.
    func settle(_ task: TaskID, lease: LeaseID, _ settlement: Settlement) async throws(TaskQueueError) -> SettleResult

    /// Ends a task whose result is in the store, whoever holds it; what the reconciler says after a loss.
    ///
    /// - Throws: `unknownTask`, `unavailable`.
    func adopt(_ result: [UInt8], of id: TaskID) async throws(TaskQueueError) -> TaskStatus

    /// Takes a task back: at once while it waits, through its worker while it runs; repeats get the same answer.
    ///
    /// - Throws: `unknownTask`, `alreadyTerminal`, `unavailable`.
    func cancel(_ id: TaskID) async throws(TaskQueueError) -> CancelResult

    /// Marks a task as erased, cancels it unless it has ended, drops its request and has its inputs removed at its end.
    ///
    /// - Throws: `unknownTask`, `unavailable`.
    func erase(_ id: TaskID) async throws(TaskQueueError) -> TaskStatus

    /// Tells other processes' workers that pictures were erased, so that they forget what they know of them.
    ///
    /// A hint, which may be missed.
    func tellErased(_ pictures: ErasedPictures) async

    /// What other processes tell of from now on.
    func erasedElsewhere() -> AsyncStream<ErasedPictures>

    /// A task that ended leaves now, since an earlier end is kept elsewhere, which the queue's server had forgotten.
    ///
    /// - Throws: `unavailable`.
    func retire(_ id: TaskID) async throws(TaskQueueError)

    /// Runs a dead letter's work again, as a new task that names it; idempotent by the new id.
    ///
    /// - Parameters:
    ///   - id: The dead letter.
    ///   - newID: The new task.
    ///   - record: The new task's own accept record, which holds its inputs.
    /// - Returns: Whether it is new.
    /// - Throws: `notDeadLetter`, `unknownTask`, what enqueueing throws.
    func replay(_ id: TaskID, as newID: TaskID, record: String) async throws(TaskQueueError) -> EnqueueResult

    /// Does what time demands: expired leases, due retries, deadlines, retention. Call it every second.
    func tick() async throws(TaskQueueError) -> TickReport

    /// Takes what is due of the outbox; what is not completed comes again after a minute.
    func takeOutbox(limit: Int) async throws(TaskQueueError) -> [OutboxEntry]
    /// The entry is done; repeats do nothing.
    func completeOutbox(_ entry: Int) async throws(TaskQueueError)
    /// The entry is to be tried again after a wait.
    func postponeOutbox(_ entry: Int, by delay: Duration) async throws(TaskQueueError)

    /// Writes down an attempt to tell of a task's end; kept for ``QueuePolicy/deliveryRetention``, longer than a task.
    ///
    /// - Parameters:
    ///   - content: What there is to say of the attempt.
    ///   - task: The task, which may have left.
    /// - Returns: The attempt under its number; of an erased task nothing is kept.
    /// - Throws: `unavailable`.
    func noteDelivery(_ content: [UInt8], of task: TaskID) async throws(TaskQueueError) -> DeliveryRecord
    /// The attempts of a task that are kept, the first first: ``QueuePolicy/deliveriesPerTaskMax`` of it at most.
    func deliveries(of task: TaskID) async throws(TaskQueueError) -> [DeliveryRecord]
    /// Erases what is kept of a task's attempts; ``erase(_:)`` does it too.
    func forgetDeliveries(of task: TaskID) async throws(TaskQueueError)

    /// A child of a batch has ended; repeats do nothing. Kept until the batch leaves, of one that never comes a week.
    ///
    /// - Parameters:
    ///   - index: Which child, from 0.
    ///   - batch: The batch, which may not be here yet.
    /// - Returns: How many of its children are marked now.
    /// - Throws: `unavailable`.
    func markChild(_ index: Int, of batch: TaskID) async throws(TaskQueueError) -> Int
    /// How many children of a batch are marked.
    func markedChildren(of batch: TaskID) async throws(TaskQueueError) -> Int

    /// A task as it stands, or `nil` when it was never here or has left.
    func record(of id: TaskID) async throws(TaskQueueError) -> TaskRecord?
    /// A page of tasks, newest first.
    func list(_ query: TaskQuery) async throws(TaskQueueError) -> TaskPage
    /// How full it is.
    func counts() async throws(TaskQueueError) -> QueueCounts

    /// Holds back claims until resumed; survives a restart.
    func pause() async throws(TaskQueueError)
    /// Lets claims through again.
    func resume() async throws(TaskQueueError)

    /// What a tenant gets.
    func share(of tenant: TenantID) async throws(TaskQueueError) -> TenantShare
    /// Gives a tenant another share.
    func setShare(_ share: TenantShare, of tenant: TenantID) async throws(TaskQueueError)

    /// A process of workers says what it is; forgotten when it is not said again within a lease, or says `nil`.
    func announce(_ content: [UInt8]?, of worker: WorkerID) async throws(TaskQueueError)
    /// The processes of workers that spoke lately, in the order of their names.
    func workers() async throws(TaskQueueError) -> [WorkerNotice]

    /// Takes one of a tenant's turns, of all processes together.
    ///
    /// - Parameters:
    ///   - tenant: Who asks.
    ///   - limit: How often it may.
    ///   - cost: How many turns it counts for, at least 1. One has to be free; the others are owed, and the next one
    ///     comes later.
    /// - Returns: How long it has to wait where it gets none; then nothing is charged.
    /// - Throws: `unavailable`.
    func takeTurn(of tenant: TenantID, _ limit: RateLimit, cost: Int) async throws(TaskQueueError) -> Duration?

    /// Whether the queue may have lost tasks that the store knows, and nobody else is putting them back: then it is the
    /// caller's for a minute. A queue that its one process restores at the start says never.
    func takeReconciliation() async throws(TaskQueueError) -> ReconciliationMark?
    /// The store is being looked through still: it is the caller's for another minute.
    func continueReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError)
    /// The store was looked through.
    func completeReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError)
    /// The store could not be looked through: whoever asks next may try.
    func abandonReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError)

    /// State changes in this process.
    var events: TaskEventHub { get }
    /// Rings when there may be something to claim.
    var doorbell: Doorbell { get }
}

/// Which of the queue's lives the store was held against.
public struct ReconciliationMark: Hashable, Sendable {
    /// As the queue writes it.
    public let text: String
    /// The shard that it is of.
    public let shard: Int
    private let shardCount: Int

    /// A mark.
    ///
    /// - Parameters:
    ///   - text: As the queue writes it.
    ///   - shard: Which shard it is of.
    ///   - count: How many there are.
    public init(_ text: String, shard: Int = 0, of count: Int = 1) {
        self.text = text
        self.shard = shard
        shardCount = count
    }

    /// Whether a task lies in the shard.
    public func covers(_ task: TaskID) -> Bool { TaskSlot(of: task).shard(of: shardCount) == shard }
}

extension TaskQueue {
    /// Nothing, where there are no other processes.
    public func tellErased(_ pictures: ErasedPictures) async {}
    /// Nothing, where there are no other processes.
    public func erasedElsewhere() -> AsyncStream<ErasedPictures> { AsyncStream { $0.finish() } }

    /// Nothing: it forgets no end.
    public func retire(_ id: TaskID) async throws(TaskQueueError) {}

    /// Never: restored at the start.
    public func takeReconciliation() async throws(TaskQueueError) -> ReconciliationMark? { nil }
    /// Nothing.
    public func continueReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {}
    /// Nothing.
    public func completeReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {}
    /// Nothing.
    public func abandonReconciliation(_ mark: ReconciliationMark) async throws(TaskQueueError) {}

    /// Takes one of a tenant's turns, which counts for one.
    public func takeTurn(of tenant: TenantID, _ limit: RateLimit) async throws(TaskQueueError) -> Duration? {
        try await takeTurn(of: tenant, limit, cost: 1)
    }

    /// Lets a task wait, from no segment.
    public func enqueue(_ task: FusionTask) async throws(TaskQueueError) -> EnqueueResult {
        try await enqueue(task, at: nil)
    }
}
