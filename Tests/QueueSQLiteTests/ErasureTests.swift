// SPDX-License-Identifier: Apache-2.0

import Foundation
import Queue
import QueueReference
import QueueSQLite
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Erasing a task` {
    private let folder = DataFolder()
    private let wall = ManualWall()

    @Test(arguments: [600, 40_000])
    func `leaves nothing of its request in the database or its log`(count: Int) async throws {
        let queue = try await SQLiteTaskQueue.open(in: folder.path, wall: wall.clock)
        let mark = "what nobody is to read any more"
        let text = String(repeating: mark, count: count / mark.utf8.count)
        let id = try #require(TaskID("erased"))
        let task = FusionTask(
            id: id,
            owner: TaskOwner(tenant: TenantID("a")),
            work: TaskSample.work(cost: 1),
            schedule: TaskSchedule(created: wall.now),
            payload: TaskPayload(request: Array(text.utf8), record: "r", storedBytes: 1, digest: [1])
        )
        _ = try await queue.enqueue(task)
        _ = try await queue.noteDelivery(Array(text.utf8), of: id)
        for number in 0..<20 { _ = try await queue.enqueue(TaskSample.task("t\(number)")) }
        #expect(try files().contains { $0.range(of: Data(mark.utf8)) != nil })
        _ = try await queue.erase(id)
        #expect(try files().allSatisfy { $0.range(of: Data(mark.utf8)) == nil })
        await queue.close()
    }

    private func files() throws -> [Data] {
        try ["", "-wal"].map { try Data(contentsOf: URL(filePath: folder.database + $0)) }
    }
}
