// SPDX-License-Identifier: Apache-2.0

public import Queue
import RESP

extension RedisTaskQueue {
    /// Does what time demands; any process may, at any time.
    public func tick() async throws(TaskQueueError) -> TickReport {
        let counts = (try await runner.run(.tick).elements ?? []).map { $0.number ?? 0 }
        guard counts.count == 5 else { throw .unavailable("an answer that is none: \(counts)") }
        var report = TickReport()
        report.expiredLeases = counts[0]
        report.released = counts[1]
        report.expiredTasks = counts[2]
        report.retired = counts[3]
        report.isPartial = counts.contains(QueuePolicy.sweepMax)
        return report
    }

    /// Takes what is due of the outbox.
    public func takeOutbox(limit: Int) async throws(TaskQueueError) -> [OutboxEntry] {
        let answer = try await runner.run(.outbox, ["take", .number(max(limit, 0))], isRepeatable: false)
        var entries: [OutboxEntry] = []
        for value in answer.elements ?? [] { entries.append(try Self.entry(value)) }
        return entries
    }

    private static func entry(_ value: RESPValue) throws(TaskQueueError) -> OutboxEntry {
        guard let parts = value.elements, parts.count == 8, let id = parts[0].number,
            let kind = parts[1].number.flatMap(OutboxEntry.Kind.init), let task = parts[2].text,
            let status = parts[4].number.flatMap(TaskStatus.init)
        else { throw .unavailable("an entry of the outbox that is none: \(value)") }
        return OutboxEntry(
            id: id,
            kind: kind,
            task: TaskID(stored: task),
            subject: OutboxEntry.Subject(
                tenant: TenantID(parts[3].text ?? ""),
                status: status,
                record: parts[5].text ?? "",
                payload: parts[6].content ?? []
            ),
            attempts: parts[7].number ?? 0
        )
    }

    /// The entry is done.
    public func completeOutbox(_ entry: Int) async throws(TaskQueueError) {
        _ = try await runner.run(.outbox, ["complete", .number(entry)])
    }

    /// The entry is to be tried again after a wait.
    public func postponeOutbox(_ entry: Int, by delay: Duration) async throws(TaskQueueError) {
        _ = try await runner.run(.outbox, ["postpone", .number(entry), .number(delay.wholeMilliseconds)])
    }

    /// Writes down an attempt to tell of a task's end; not repeated, so that one attempt is not noted twice.
    public func noteDelivery(_ content: [UInt8], of task: TaskID) async throws(TaskQueueError) -> DeliveryRecord {
        let arguments: [RESPCommand.Argument] = ["note", .text(task.rawValue), .bytes(content)]
        let answer = try await runner.run(.deliveries, arguments, isRepeatable: false)
        guard let number = answer.elements?.first?.number else {
            throw .unavailable("an answer that is none: \(answer)")
        }
        return DeliveryRecord(number: number, content: content)
    }

    /// The attempts of a task that are kept.
    public func deliveries(of task: TaskID) async throws(TaskQueueError) -> [DeliveryRecord] {
        let answer = try await runner.run(.deliveries, ["list", .text(task.rawValue)])
        let records = (answer.pairs ?? []).compactMap { pair in
            // Beside the attempts the hash has the number of the last one, under a name that is none.
            pair.key.number.map { DeliveryRecord(number: $0, content: pair.value.content ?? []) }
        }
        return records.sorted { $0.number < $1.number }
    }

    /// Erases what is kept of a task's attempts.
    public func forgetDeliveries(of task: TaskID) async throws(TaskQueueError) {
        _ = try await runner.run(.deliveries, ["forget", .text(task.rawValue)])
    }

    /// A child of a batch has ended.
    public func markChild(_ index: Int, of batch: TaskID) async throws(TaskQueueError) -> Int {
        try await marked([.text(batch.rawValue), .number(index)])
    }

    /// How many children of a batch are marked.
    public func markedChildren(of batch: TaskID) async throws(TaskQueueError) -> Int {
        try await marked([.text(batch.rawValue)])
    }

    private func marked(_ arguments: [RESPCommand.Argument]) async throws(TaskQueueError) -> Int {
        let answer = try await runner.run(.mark, arguments)
        guard let count = answer.number else { throw .unavailable("an answer that is none: \(answer)") }
        return count
    }

    /// How full it is.
    public func counts() async throws(TaskQueueError) -> QueueCounts {
        let answer = try await runner.run(.counts)
        guard let parts = answer.elements, parts.count == 4, let wall = parts[0].number, let oldest = parts[2].elements,
            oldest.count == PriorityClass.allCases.count
        else { throw .unavailable("an answer that is none: \(answer)") }
        let ledger = parts[1]
        var counts = QueueCounts()
        for priority in PriorityClass.allCases {
            func number(_ status: TaskStatus) -> Int {
                ledger["\(10 * priority.rawValue + status.rawValue)"]?.number ?? 0
            }
            var part = QueueCounts.Class()
            part.queued = number(.queued)
            part.delayed = number(.delayed)
            part.running = number(.running)
            if let created = oldest[priority.rawValue].number { part.oldestAge = .milliseconds(max(wall - created, 0)) }
            counts.classes[priority] = part
        }
        for status in TaskStatus.allCases {
            if let ended = ledger["\(100 + status.rawValue)"]?.number { counts.ended[status] = ended }
        }
        counts.enqueued = ledger["enqueued"]?.number ?? 0
        counts.deadLetters = parts[3].number ?? 0
        counts.storedBytes = ledger["sb"]?.number ?? 0
        counts.isPaused = ledger["paused"]?.number == 1
        return counts
    }

    /// Holds back claims until resumed, of every process.
    public func pause() async throws(TaskQueueError) { _ = try await runner.run(.pause, [1]) }

    /// Lets claims through again.
    public func resume() async throws(TaskQueueError) { _ = try await runner.run(.pause, [0]) }
}
