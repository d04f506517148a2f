// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueRedis
import QueueReference
import RedisSupport
import TestSupport
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"), .timeLimit(.minutes(1)))
struct `Processes that share a queue` {
    @Test
    func `wake each other's slots, and see each other's changes, progress and cancellations`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let (gateway, worker) = (try await rig.queue(), try await rig.queue())
        let process = newProcess()
        let task = TaskSample.task("a", tenant: "a tenant: of many words")
        let events = gateway.events.events(of: task.id)
        async let woken: Void = worker.doorbell.wait(for: [TaskSample.route])
        _ = try await gateway.enqueue(task)
        await woken
        let leased = try #require(try await worker.take(as: process).first)
        #expect(leased.task == task)
        let progress = TaskProgress(stage: "swap", fraction: 0.25)
        await worker.report(progress, of: task.id, lease: leased.lease)
        #expect(try await worker.renew([leased.lease], of: process.worker).alive == [leased.lease])
        #expect(try await gateway.record(of: task.id)?.progress == progress)
        #expect(try await gateway.cancel(task.id) == .stopping)
        #expect(try await worker.renew([leased.lease], of: process.worker).stopping == [leased.lease])
        #expect(try await worker.settle(task.id, lease: leased.lease, Settlement(.canceled)) == .settled(.canceled))
        var seen: [TaskEvent] = []
        for await event in events { seen.append(event) }
        #expect(seen.map(\.status) == [.queued, .running, .running, .running, .canceled])
        #expect(seen.map(\.isStopping) == [false, false, false, true, false])
        #expect(seen.compactMap(\.progress) == [progress])
        #expect(Set(seen.map(\.tenant)) == [task.tenant])
        for queue in [gateway, worker] { await queue.close() }
    }

    @Test
    func `never take the same task twice`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let gateway = try await rig.queue()
        for number in 0..<300 { _ = try await gateway.enqueue(TaskSample.task("t\(number)", tenant: "t\(number % 7)")) }
        let taken = try await withThrowingTaskGroup(of: [TaskID].self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let queue = try await rig.queue()
                    let process = newProcess()
                    var taken: [TaskID] = []
                    while true {
                        let leased = try await queue.take(3, as: process)
                        if leased.isEmpty { break }
                        taken += leased.map(\.task.id)
                        for task in leased { #expect(try await queue.succeed(task) == .settled(.succeeded)) }
                    }
                    await queue.close()
                    return taken
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 300 && Set(taken).count == 300)
        #expect(try await gateway.counts().ended == [.succeeded: 300])
        await gateway.close()
    }

    @Test
    func `leave nothing behind but what is counted once all tasks have left`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let wall = ManualWall()
        let queue = try await rig.queue(wall: wall)
        var history = RandomHistory(using: SeededGenerator(seed: 4))
        for _ in 0..<600 {
            let step = history.next()
            if case .pass(let duration) = step { wall.advance(by: duration) }
            if case .claimed(let leased) = await queue.answer(to: step), case .claim(let request) = step {
                history.note(leased, of: request.worker)
            }
        }
        try await queue.resume()
        for tenant in ["a", "b", "c"] { try await queue.setShare(TenantShare(), of: TenantID(tenant)) }
        var query = TaskQuery()
        query.limit = 1000
        for record in try await queue.list(query).tasks { _ = try await queue.erase(record.task.id) }
        // Leases run out, what is erased ends, everything retires, and the outbox is emptied.
        for _ in 0..<302_500 / 100 {
            wall.advance(by: .seconds(2))
            while try await queue.tick().isPartial {}
            for entry in try await queue.takeOutbox(limit: 100) { try await queue.completeOutbox(entry.id) }
        }
        #expect(try await queue.list(query).tasks.isEmpty)
        let keys = try rig.server.cli("KEYS", "*").split(separator: "\n").map(String.init)
        // The ledger, virtual times, passes of each pool, tenants, bells; the log of deliveries, and marks of what is
        // no batch, kept for a week.
        let lasting = ["m", "n", "w", "y", "b"].map { "{q0}:\($0)" }
        let rest = keys.filter { key in !lasting.contains { key == $0 || key.hasPrefix($0 + ":") } }
        #expect(rest.isEmpty, "\(rest)")
        let counts = try await queue.counts()
        #expect(counts.waiting == 0 && counts.running == 0 && counts.storedBytes == 0 && counts.deadLetters == 0)
        #expect(counts.ended.values.reduce(0, +) == counts.enqueued)
        await queue.close()
    }
}
