// SPDX-License-Identifier: Apache-2.0

package import Queue

/// The queue contract as a value: slow, in memory, every step by the pure types.
///
/// Backends must answer as it does.
package struct QueueModel {
    package struct Entry {
        package var id: Int
        package var kind: OutboxEntry.Kind
        package var task: TaskID
        package var subject: OutboxEntry.Subject
        package var due: ShardTime
        package var attempts = 0
    }

    package struct Delivery {
        package var id: Int
        package var task: TaskID
        package var record: DeliveryRecord
        package var retireAt: ShardTime
    }

    package let policy: QueuePolicy
    package internal(set) var clock: ShardClock
    package internal(set) var wall: WallTime
    package internal(set) var tasks: [TaskID: TaskEntry] = [:]
    package internal(set) var scheduler = FairScheduler()
    package internal(set) var outbox: [Int: Entry] = [:]
    package internal(set) var deliveries: [Delivery] = []
    package internal(set) var ended: [TaskStatus: Int] = [:]
    package internal(set) var enqueued = 0
    package internal(set) var sequence = 0
    package internal(set) var outboxSequence = 0
    package internal(set) var isPaused = false
    package var presence = Presence()
    package internal(set) var marks: [TaskID: Set<Int>] = [:]

    package init(policy: QueuePolicy, at wall: WallTime) {
        self.policy = policy
        self.wall = wall
        clock = ShardClock(startingAt: wall)
    }

    package var moment: Moment { Moment(wall: wall, shard: clock.now) }

    /// Every operation happens at a time; the shard's clock steps with it.
    package mutating func step(to wall: WallTime) {
        self.wall = wall
        clock.step(to: wall)
    }

    package func held(by worker: WorkerID) -> [TaskEntry] {
        tasks.values.filter { $0.worker == worker }.sorted { $0.sequence < $1.sequence }
    }

    package var counts: QueueCounts {
        var counts = QueueCounts()
        var oldest: [PriorityClass: Int] = [:]
        for priority in PriorityClass.allCases { counts.classes[priority] = QueueCounts.Class() }
        for entry in tasks.values {
            let priority = entry.task.priority
            switch entry.state.status {
            case .queued:
                counts.classes[priority]?.queued += 1
                if entry.task.route == .batch { break }
                let created = entry.task.created.milliseconds
                oldest[priority] = min(oldest[priority] ?? created, created)
            case .delayed: counts.classes[priority]?.delayed += 1
            case .running: counts.classes[priority]?.running += 1
            default: break
            }
            if entry.state.isDeadLetter { counts.deadLetters += 1 }
            if !entry.state.status.isTerminal { counts.storedBytes += entry.task.payload.storedBytes }
        }
        for (priority, created) in oldest {
            counts.classes[priority]?.oldestAge = .milliseconds(max(wall.milliseconds - created, 0))
        }
        counts.ended = ended
        counts.enqueued = enqueued
        counts.isPaused = isPaused
        return counts
    }

    /// Whatever a hold's end led to.
    mutating func placed(_ entry: TaskEntry) {
        var entry = entry
        entry.worker = nil
        if entry.state.status == .queued { scheduler.add(entry.waiting) }
        if entry.state.status.isTerminal { return conclude(entry) }
        tasks[entry.task.id] = entry
    }

    mutating func conclude(_ entry: TaskEntry) {
        var entry = entry
        entry.conclude(at: moment, policy)
        ended[entry.state.status, default: 0] += 1
        tasks[entry.task.id] = entry
        if entry.task.payload.webhook != nil { note(.webhook, entry, due: clock.now) }
        note(.inputRemoval, entry, due: entry.removalDue(at: moment, policy))
    }

    mutating func note(_ kind: OutboxEntry.Kind, _ entry: TaskEntry, due: ShardTime) {
        outboxSequence += 1
        let payload = kind == .webhook ? entry.task.payload.webhook ?? [] : []
        let subject = OutboxEntry.Subject(
            tenant: entry.task.tenant,
            status: entry.state.status,
            record: entry.task.payload.record,
            payload: payload
        )
        outbox[outboxSequence] = Entry(
            id: outboxSequence,
            kind: kind,
            task: entry.task.id,
            subject: subject,
            due: due
        )
    }
}
