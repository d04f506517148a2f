// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Queue
import QueueReference
import QueueSQLite
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Opening the queue` {
    private let folder = DataFolder()
    private let wall = ManualWall()

    private func open() async throws -> SQLiteTaskQueue {
        try await SQLiteTaskQueue.open(in: folder.path, wall: wall.clock)
    }

    private func newProcess() -> LeaseSource {
        var generator = SystemRandomNumberGenerator()
        return LeaseSource(worker: WorkerID(using: &generator))
    }

    @Test func `a second one is refused and told who owns the folder`() async throws {
        let queue = try await open()
        let owner = "process \(ProcessInfo.processInfo.processIdentifier)"
        await #expect(throws: TaskQueueError.folderInUse(path: folder.path + "/queue.lock", owner: owner)) {
            try await open()
        }
        await queue.close()
        await #expect(throws: TaskQueueError.unavailable("it is closed")) { try await queue.counts() }
        let again = try await open()
        #expect(!again.recovery.isNew)
        await again.close()
    }

    @Test func `a newer schema is refused and left as it is`() async throws {
        await (try await open()).close()
        let database = try DatabaseQueue(path: folder.database)
        try await database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 of the future')") }
        try database.close()
        await #expect(throws: TaskQueueError.schemaTooNew(path: folder.database)) { try await open() }
    }

    @Test(arguments: [0, 100, 4096, 40_960])
    func `a damaged database is moved aside and the tasks can come back`(offset: Int) async throws {
        let queue = try await open()
        for number in 0..<200 { _ = try await queue.enqueue(TaskSample.task("t\(number)")) }
        await queue.close()
        let file = try FileHandle(forWritingTo: URL(filePath: folder.database))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(repeating: 0xA5, count: 600))
        try file.close()
        let again = try await open()
        #expect(again.recovery.isNew)
        let aside = try #require(again.recovery.damagedPath)
        #expect(FileManager.default.fileExists(atPath: aside))
        #expect(try await again.counts().enqueued == 0)
        #expect(try await again.watermarks().isEmpty)
        #expect(try await again.restore(TaskSample.task("t7"), at: nil) == .enqueued)
        await again.close()
    }

    @Test func `rows that make no sense count as damage`() async throws {
        let queue = try await open()
        _ = try await queue.enqueue(TaskSample.task("a"))
        await queue.close()
        let database = try DatabaseQueue(path: folder.database)
        try await database.write { try $0.execute(sql: "UPDATE task SET kind = 99") }
        try database.close()
        let again = try await open()
        #expect(again.recovery.damagedPath != nil)
        #expect(try await again.enqueue(TaskSample.task("a")) == .enqueued)
        await again.close()
    }

    @Test func `a deleted database starts empty`() async throws {
        await (try await open()).close()
        try FileManager.default.removeItem(atPath: folder.database)
        let again = try await open()
        #expect(again.recovery.isNew)
        #expect(again.recovery.damagedPath == nil)
        await again.close()
    }

    @Test func `what ran when the process ended runs again, alone`() async throws {
        let queue = try await open()
        for name in ["a", "b"] { _ = try await queue.enqueue(TaskSample.task(name)) }
        let request = ClaimRequest(routes: [TaskSample.route], limit: 1, leases: newProcess())
        _ = try await queue.claim(request)
        await queue.close()
        let again = try await open()
        #expect(again.recovery.crashedTasks == 1)
        let next = ClaimRequest(routes: [TaskSample.route], limit: 2, leases: newProcess())
        let leased = try await again.claim(next)
        #expect(leased.map(\.task.id.rawValue) == ["a"])
        #expect(leased.map(\.isAlone) == [true])
        await again.close()
    }

    @Test func `a watermark is written with its task and only goes forward`() async throws {
        let queue = try await open()
        let far = SegmentPosition(segment: "0001", offset: 900)
        _ = try await queue.enqueue(TaskSample.task("a"), at: far)
        _ = try await queue.enqueue(TaskSample.task("b"), at: SegmentPosition(segment: "0001", offset: 100))
        try await queue.setWatermark(SegmentPosition(segment: "0002", offset: 5))
        await queue.close()
        let again = try await open()
        #expect(try await again.watermarks() == [far, SegmentPosition(segment: "0002", offset: 5)])
        try await again.removeWatermark(of: "0001")
        #expect(try await again.watermarks().map(\.segment) == ["0002"])
        await again.close()
    }

    @Test func `pause, shares, deliveries and the shard's time survive`() async throws {
        let queue = try await open()
        let told = try await queue.noteDelivery([1, 2], of: TaskID(stored: "a"))
        let tenant = TenantID("t")
        try await queue.setShare(TenantShare(weight: 7, runningMax: 2), of: tenant)
        try await queue.pause()
        await queue.close()
        let again = try await open()
        #expect(try await again.share(of: tenant) == TenantShare(weight: 7, runningMax: 2))
        #expect(try await again.counts().isPaused)
        #expect(try await again.deliveries(of: TaskID(stored: "a")) == [told])
        await again.close()
    }

    @Test func `a database of the first schema gets what came later, and keeps its tasks`() async throws {
        let queue = try await open()
        _ = try await queue.enqueue(TaskSample.task("a"))
        await queue.close()
        let database = try DatabaseQueue(path: folder.database)
        try await database.write { database in
            try database.execute(
                sql: "DROP TABLE delivery; DELETE FROM grdb_migrations WHERE identifier = '2 deliveries'"
            )
        }
        try database.close()
        let again = try await open()
        #expect(again.recovery.damagedPath == nil)
        #expect(try await again.record(of: TaskID(stored: "a")) != nil)
        #expect(try await again.noteDelivery([], of: TaskID(stored: "a")).number == 1)
        await again.close()
    }
}
