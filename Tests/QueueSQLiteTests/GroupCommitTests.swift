// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Queue
import QueueReference
import Testing

@testable import QueueSQLite

@Suite(.timeLimit(.minutes(1)))
struct `Group commit` {
    private let folder = DataFolder()
    private let wall = ManualWall()

    @Test func `many callers at once each get their own answer`() async throws {
        let queue = try await SQLiteTaskQueue.open(in: folder.path, wall: wall.clock)
        let results = try await withThrowingTaskGroup(of: EnqueueResult.self) { group in
            for number in 0..<1000 {
                group.addTask { try await queue.enqueue(TaskSample.task("t\(number % 500)")) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0 == .enqueued } == 500)
        #expect(try await queue.counts().waiting == 500)
        await queue.close()
    }

    @Test func `one that fails spoils none of its neighbours`() async throws {
        let queue = try await SQLiteTaskQueue.open(in: folder.path, wall: wall.clock)
        struct Spoilt: Error {}
        let outcomes = await withTaskGroup(of: Result<Void, TaskQueueError>.self) { group in
            for number in 0..<100 {
                group.addTask {
                    do throws(TaskQueueError) {
                        if number.isMultiple(of: 10) {
                            try await queue.perform { core in
                                _ = try core.enqueue(TaskSample.task("bad\(number)"), at: nil, isBounded: true)
                                throw Spoilt()
                            }
                        } else {
                            _ = try await queue.enqueue(TaskSample.task("good\(number)"))
                        }
                        return .success(())
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { if case .failure = $0 { true } else { false } } == 10)
        #expect(try await queue.counts().enqueued == 90)
        #expect(try await queue.record(of: TaskID(stored: "bad0")) == nil)
        await queue.close()
        // What is in memory agrees with the rows after the rollback, too.
        let again = try await SQLiteTaskQueue.open(in: folder.path, wall: wall.clock)
        #expect(try await again.counts().waiting == 90)
        await again.close()
    }

    @Test func `nobody is told of a change that was not committed`() async throws {
        let queue = try await SQLiteTaskQueue.open(in: folder.path, wall: wall.clock)
        struct Spoilt: Error {}
        let task = TaskSample.task("a")
        let events = queue.events.events(of: task.id)
        await #expect(throws: TaskQueueError.self) {
            try await queue.perform { core in
                _ = try core.enqueue(task, at: nil, isBounded: true)
                throw Spoilt()
            }
        }
        _ = try await queue.enqueue(task)
        _ = try await queue.cancel(task.id)
        var statuses: [TaskStatus] = []
        for await event in events { statuses.append(event.status) }
        #expect(statuses == [.queued, .canceled])
        await queue.close()
    }

    @Test func `a full disk refuses, and loses nothing of what was answered`() async throws {
        let queue = try await SQLiteTaskQueue.open(in: folder.path, wall: wall.clock)
        try await queue.perform { core in try core.database.execute(sql: "PRAGMA max_page_count = 60") }
        var accepted = 0
        var refusal: TaskQueueError?
        while refusal == nil, accepted < 10_000 {
            do throws(TaskQueueError) {
                _ = try await queue.enqueue(TaskSample.task("t\(accepted)"))
                accepted += 1
            } catch {
                refusal = error
            }
        }
        guard case .unavailable = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(try await queue.counts().waiting == accepted)
        #expect(try await queue.list(TaskQuery()).tasks.first?.task.id.rawValue == "t\(accepted - 1)")
        try await queue.perform { core in try core.database.execute(sql: "PRAGMA max_page_count = 100000") }
        #expect(try await queue.enqueue(TaskSample.task("later")) == .enqueued)
        #expect(try await queue.counts().enqueued == accepted + 1)
        await queue.close()
    }
}
