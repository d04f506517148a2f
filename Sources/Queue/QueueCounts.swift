// SPDX-License-Identifier: Apache-2.0

/// How full the queue is.
public struct QueueCounts: Hashable, Sendable {
    /// One class's part.
    public struct Class: Hashable, Sendable {
        /// Waiting for a worker.
        public var queued = 0
        /// Waiting for the next attempt.
        public var delayed = 0
        /// Held by workers.
        public var running = 0
        /// How long the oldest of the queued has been waiting; zero when none is.
        public var oldestAge = Duration.zero

        /// Nothing.
        public init() {}
    }

    /// By class.
    public var classes: [PriorityClass: Class] = [:]
    /// Every task ever ended, by how, including those that left.
    public var ended: [TaskStatus: Int] = [:]
    /// Every task ever enqueued: the sum of the others.
    public var enqueued = 0
    /// Dead letters that can be replayed.
    public var deadLetters = 0
    /// The stored bytes of tasks that have not ended.
    public var storedBytes = 0
    /// Whether claims are held back.
    public var isPaused = false

    /// Nothing.
    public init() {}

    /// Adds another part of the same queue.
    package mutating func add(_ part: QueueCounts) {
        for (priority, other) in part.classes {
            var sum = classes[priority] ?? Class()
            sum.queued += other.queued
            sum.delayed += other.delayed
            sum.running += other.running
            sum.oldestAge = max(sum.oldestAge, other.oldestAge)
            classes[priority] = sum
        }
        ended.merge(part.ended) { $0 + $1 }
        enqueued += part.enqueued
        deadLetters += part.deadLetters
        storedBytes += part.storedBytes
        isPaused = isPaused || part.isPaused
    }

    /// Queued and delayed.
    public var waiting: Int { classes.values.reduce(0) { $0 + $1.queued + $1.delayed } }
    /// Held by workers.
    public var running: Int { classes.values.reduce(0) { $0 + $1.running } }
}
