// SPDX-License-Identifier: Apache-2.0

/// The numbers of the queue contract; the same for every backend.
public struct QueuePolicy: Hashable, Sendable {
    /// Retries and crashes.
    public var retry = RetryPolicy()
    /// How long a lease lasts unless renewed.
    public var leaseDuration = Duration.seconds(15)
    /// A lease that its process does not name goes back once it is this old; a younger one may be on its way there.
    public var unnamedGrace = Duration.seconds(5)
    /// How long a terminal task stays in the queue.
    public var terminalRetention = Duration.seconds(30 * 60)
    /// How long a dead letter stays, with its inputs.
    public var deadLetterRetention = Duration.seconds(7 * 24 * 3600)
    /// How long inputs stay after the end.
    public var inputRetention = Duration.seconds(3600)
    /// How long an outbox entry stays out of sight once taken.
    public var outboxLease = Duration.seconds(60)
    /// How long an attempt to tell of an end stays in the log.
    public var deliveryRetention = Duration.seconds(7 * 24 * 3600)
    /// The most attempts in the log, of all tasks; the oldest leave first.
    public var deliveriesMax = 200_000
    /// The most attempts of one task in the log: all that the schedule makes, and as many by hand.
    public var deliveriesPerTaskMax = 22
    /// The most tasks that wait.
    public var waitingMax = 100_000
    /// The most tasks of one tenant that wait in line or run; `nil`: no limit but the queue's.
    public var tenantTasksMax: Int?
    /// The most stored bytes of tasks that have not ended.
    public var storedBytesMax = 64 << 30

    /// The most that one claim expires and one tick does of each kind, so that neither holds up the others.
    public static let sweepMax = 256

    /// The defaults.
    public init() {}

    /// Whether there is room for one more.
    ///
    /// - Parameters:
    ///   - task: The one.
    ///   - waiting: How many wait.
    ///   - storedBytes: What unfinished ones hold.
    ///   - tenantTasks: How many of its tenant wait in line or run; asked only where that is limited.
    /// - Throws: `full`, `fullStore`, `tenantFull`.
    package func admit(
        _ task: FusionTask,
        waiting: Int,
        storedBytes: Int,
        tenantTasks: () -> Int
    ) throws(TaskQueueError) {
        guard waiting < waitingMax else { throw .full(waiting: waiting, limit: waitingMax) }
        let bytes = storedBytes + task.payload.storedBytes
        guard bytes <= storedBytesMax else { throw .fullStore(bytes: bytes, limit: storedBytesMax) }
        guard let tenantTasksMax else { return }
        let tasks = tenantTasks()
        guard tasks < tenantTasksMax else { throw .tenantFull(tasks: tasks, limit: tenantTasksMax) }
    }
}
