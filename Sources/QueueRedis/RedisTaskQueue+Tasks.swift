// SPDX-License-Identifier: Apache-2.0

public import Queue
import RESP

extension RedisTaskQueue {
    /// Lets a task wait; idempotent by its id.
    public func enqueue(
        _ task: FusionTask,
        at position: SegmentPosition?
    ) async throws(TaskQueueError) -> EnqueueResult {
        try await enqueue(task, isBounded: true)
    }

    /// Lets a task wait that was accepted before.
    public func restore(
        _ task: FusionTask,
        at position: SegmentPosition?
    ) async throws(TaskQueueError) -> EnqueueResult {
        try await enqueue(task, isBounded: false)
    }

    private func enqueue(_ task: FusionTask, isBounded: Bool) async throws(TaskQueueError) -> EnqueueResult {
        let deadlines = task.deadlines
        var arguments: [RESPCommand.Argument] = [
            .text(task.id.rawValue), .number(isBounded ? 1 : 0), .text(task.route.rawValue),
        ]
        for duration in [deadlines.start, deadlines.total] {
            arguments.append(duration.map { .number($0.wholeMilliseconds) } ?? "")
        }
        arguments += [.bytes(TaskFields.fixed(task)), .bytes(task.payload.request)]
        return try enqueued(try await take(.enqueue, arguments), as: task.id)
    }

    /// Runs a script whose work must not be forgotten, and waits for whatever has to have it.
    private func take(
        _ script: QueueScript,
        _ arguments: [RESPCommand.Argument]
    ) async throws(TaskQueueError) -> ScriptAnswer {
        guard let writer else { return try ScriptAnswer(try await runner.run(script, arguments)) }
        return try ScriptAnswer(try await writer.run(script, arguments))
    }

    /// What came of letting a task wait.
    private func enqueued(_ answer: ScriptAnswer, as id: TaskID) throws(TaskQueueError) -> EnqueueResult {
        switch answer.word {
        case "OK": return .enqueued
        case "EXISTS": return .existing(try answer.status())
        case "REUSED": throw .identifierReused(id)
        case "LARGE": throw .requestTooLarge(bytes: answer.number, limit: TaskPayload.requestBytesMax)
        case "FULL": throw .full(waiting: answer.number, limit: policy.waitingMax)
        case "TENANT": throw .tenantFull(tasks: answer.number, limit: policy.tenantTasksMax ?? 0)
        case "STORE": throw .fullStore(bytes: answer.number, limit: policy.storedBytesMax)
        default: throw answer.unexpected
        }
    }

    /// Ends a task whose result is in the store.
    public func adopt(_ result: [UInt8], of id: TaskID) async throws(TaskQueueError) -> TaskStatus {
        try await changed(.adopt, id, [.bytes(result)])
    }

    /// Takes a task back.
    public func cancel(_ id: TaskID) async throws(TaskQueueError) -> CancelResult {
        let status = try await changed(.cancel, id)
        switch status {
        case .canceled: return .canceled
        case .running: return .stopping
        default: throw .alreadyTerminal(id, status)
        }
    }

    /// Marks a task as erased, as safely as tasks are accepted.
    public func erase(_ id: TaskID) async throws(TaskQueueError) -> TaskStatus { try await changed(.erase, id) }

    /// A task that ended leaves now.
    public func retire(_ id: TaskID) async throws(TaskQueueError) {
        _ = try await runner.run(.retire, [.text(id.rawValue)])
    }

    /// Tells the workers of all processes that pictures were erased.
    public func tellErased(_ pictures: ErasedPictures) async {
        let command = RESPCommand("PUBLISH", .text(runner.prefix + "r"), .bytes(pictures.told))
        // Who misses it forgets them a while later.
        _ = try? await runner.sender.send(command, key: runner.prefix, isRepeatable: true)
    }

    /// What processes tell of from now on.
    public func erasedElsewhere() -> AsyncStream<ErasedPictures> { hints.erasures.erasures() }

    /// Runs a dead letter's work again as a new task.
    public func replay(
        _ id: TaskID,
        as newID: TaskID,
        record: String
    ) async throws(TaskQueueError) -> EnqueueResult {
        let arguments: [RESPCommand.Argument] = [.text(id.rawValue), .text(newID.rawValue), .text(record)]
        let answer = try await take(.replay, arguments)
        switch answer.word {
        case "UNKNOWN": throw .unknownTask(id)
        case "ALIVE": throw .notDeadLetter(id)
        default: return try enqueued(answer, as: newID)
        }
    }

    /// A task as it stands.
    public func record(of id: TaskID) async throws(TaskQueueError) -> TaskRecord? {
        try Self.record(id, try await runner.run(.record, [.text(id.rawValue)]).elements ?? [])
    }

    /// A page of tasks, newest first.
    public func list(_ query: TaskQuery) async throws(TaskQueueError) -> TaskPage {
        let limit = min(max(query.limit, 1), 1000)
        var records: [TaskRecord] = []
        var cursor = query.cursor
        repeat {
            let answer = try await runner.run(
                .list,
                [
                    .text(query.tenant?.rawValue ?? ""), cursor.map { .number($0) } ?? "",
                    .number(limit + 1 - records.count),
                    .text(query.statuses.map { String($0.rawValue) }.sorted().joined(separator: ",")),
                    .text(query.deadLettersOnly ? "dead" : ""),
                ]
            )
            guard let parts = answer.elements, parts.count == 2, let next = parts[0].number,
                let found = parts[1].elements
            else { throw .unavailable("an answer that is none: \(answer)") }
            for value in found { records.append(try Self.named(value)) }
            cursor = next == 0 ? nil : next
        } while cursor != nil && records.count <= limit
        let next = records.count > limit ? records[limit - 1].sequence : nil
        return TaskPage(tasks: Array(records.prefix(limit)), next: next)
    }

    /// Its fields, then its place.
    private static func record(_ id: TaskID, _ parts: [RESPValue]) throws(TaskQueueError) -> TaskRecord? {
        guard parts.count == 2 else { throw .unavailable("an answer that is none: \(parts)") }
        var record = try TaskFields(parts[0])?.record(id)
        record?.place = try WaitingPlace(told: parts[1])
        return record
    }

    /// Its id, then the rest.
    private static func named(_ value: RESPValue) throws(TaskQueueError) -> TaskRecord {
        guard let parts = value.elements, let id = parts.first?.text,
            let record = try record(TaskID(stored: id), Array(parts.dropFirst()))
        else { throw .unavailable("a task that is none: \(value)") }
        return record
    }

    private func changed(
        _ script: QueueScript,
        _ id: TaskID,
        _ arguments: [RESPCommand.Argument] = []
    ) async throws(TaskQueueError) -> TaskStatus {
        let answer =
            script == .erase
            ? try await take(script, [.text(id.rawValue)])
            : try ScriptAnswer(try await runner.run(script, [.text(id.rawValue)] + arguments))
        guard answer.word == "OK" else { throw .unknownTask(id) }
        return try answer.status()
    }
}

extension WaitingPlace {
    /// As a script tells it; `nil` where it tells of none.
    fileprivate init?(told answer: RESPValue) throws(TaskQueueError) {
        guard let values = answer.elements else { return nil }
        let numbers = values.compactMap(\.number)
        guard numbers.count == 7, let priority = PriorityClass(rawValue: numbers[0]) else {
            throw .unavailable("a place that is none: \(answer)")
        }
        self.init(
            priority: priority,
            before: numbers[1],
            line: numbers[2],
            tenants: numbers[3],
            queued: Dictionary(uniqueKeysWithValues: zip(PriorityClass.allCases, numbers[4...]))
        )
    }
}
