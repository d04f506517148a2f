// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Queue
import QueueRedis
import QueueReference
import RESP
import RedisSupport
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"), .timeLimit(.minutes(1)))
struct `How safe a task has to be` {
    private func queue(on server: RedisServer, _ durability: QueueDurability) async throws -> RedisTaskQueue {
        var location = RedisLocation(.primary(.single(server.endpoint)), connection: .patient)
        location.durability = durability
        return try await RedisTaskQueue.open(at: location, on: MultiThreadedEventLoopGroup.singleton)
    }

    @Test
    func `a replica has every task that was accepted`() async throws {
        let (primary, replica) = try await RedisServer.replicated()
        defer { withExtendedLifetime((primary, replica)) {} }
        let queue = try await queue(on: primary, .replicated)
        // From many callers at once, so that some share a wait; the server is told the scripts' texts on the way.
        try await withThrowingTaskGroup(of: EnqueueResult.self) { group in
            for number in 0..<50 { group.addTask { try await queue.enqueue(TaskSample.task("t\(number)")) } }
            for try await result in group { #expect(result == .enqueued) }
        }
        primary.kill()
        try replica.cli("REPLICAOF", "NO", "ONE")
        let other = try await self.queue(on: replica, .journal)
        #expect(try await other.counts().enqueued == 50)
        #expect(try await other.list(TaskQuery()).tasks.count == 50)
        await queue.close()
        await other.close()
    }

    @Test
    func `without a replica nothing is accepted, and what is in the queue can be taken back`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let queue = try await queue(on: rig.server, .replicated)
        let error = await #expect(throws: TaskQueueError.self) { try await queue.enqueue(TaskSample.task("a")) }
        #expect(error == .notDurable("no replica had it within 1000 ms"))
        #expect(try await queue.cancel(TaskID(stored: "a")) == .canceled)
        // Nor is anything erased for good.
        await #expect(throws: TaskQueueError.notDurable("no replica had it within 1000 ms")) {
            try await queue.erase(TaskID(stored: "a"))
        }
        await queue.close()
    }

    @Test
    func `the disk has every task, where the server can say so`() async throws {
        let rig = try RedisRig(["--appendonly", "yes", "--appendfsync", "everysec"])
        defer { withExtendedLifetime(rig.server) {} }
        let knows = try rig.server.cli("COMMAND", "INFO", "WAITAOF").lowercased().contains("waitaof")
        guard knows else {
            let error = await #expect(throws: TaskQueueError.self) { try await queue(on: rig.server, .fsync) }
            guard case .unsuitableServer(let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("WAITAOF"))
            return
        }
        let first = try await queue(on: rig.server, .fsync)
        #expect(try await first.enqueue(TaskSample.task("a")) == .enqueued)
        rig.server.kill()
        try rig.server.start()
        #expect(try await first.record(of: TaskID(stored: "a"))?.state.status == .queued)
        await first.close()
    }

    @Test
    func `what the memory forgets is looked for in the store, unless nobody wants that`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let (journal, memory) = (try await queue(on: rig.server, .journal), try await queue(on: rig.server, .memory))
        #expect(try await memory.takeReconciliation() == nil)
        let mark = try #require(try await journal.takeReconciliation())
        // One at a time, until it gives up or is through.
        try await journal.continueReconciliation(mark)
        #expect(try await journal.takeReconciliation() == nil)
        try await journal.abandonReconciliation(mark)
        #expect(try await journal.takeReconciliation() == mark)
        try await journal.completeReconciliation(mark)
        #expect(try await journal.takeReconciliation() == nil)
        // Once more a minute later, since an old primary may have gone on; then the server is known.
        let left = try rig.server.cli("PTTL", "{q0}:reconciled").filter(\.isNumber)
        #expect((50_000...60_000).contains(Int(left) ?? 0))
        try rig.server.cli("DEL", "{q0}:reconciled")
        let again = try #require(try await journal.takeReconciliation())
        try await journal.completeReconciliation(again)
        #expect(try rig.server.cli("PTTL", "{q0}:reconciled").contains("-1"))
        await journal.close()
        await memory.close()
    }
}
