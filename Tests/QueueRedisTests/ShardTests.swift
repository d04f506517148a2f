// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Queue
import QueueRedis
import QueueReference
import RESP
import RedisSupport
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"), .timeLimit(.minutes(2)))
struct `Several shards` {
    private static let tenants = (0..<40).map { "tenant-\($0)" }

    /// A task named as the service names those of its tenant.
    private static func task(_ number: Int, of tenant: String) -> FusionTask {
        let digits = Array("0123456789abcdefghijklmnopqrstuv")
        let slot = TaskSlot(of: TenantID(tenant)).number
        return TaskSample.task("\(digits[slot / 32])\(digits[slot % 32])\(tenant)-\(number)", tenant: tenant)
    }

    private static func queue(at location: RedisLocation, shards: Int = 3) async throws -> ShardedTaskQueue {
        var location = location
        location.shardCount = shards
        return try await ShardedTaskQueue.open(at: location, on: MultiThreadedEventLoopGroup.singleton)
    }

    private static func fill(_ queue: ShardedTaskQueue) async throws -> Set<TaskID> {
        var all: Set<TaskID> = []
        for tenant in tenants {
            for number in 0..<3 {
                let task = task(number, of: tenant)
                #expect(try await queue.enqueue(task) == .enqueued)
                all.insert(task.id)
            }
        }
        return all
    }

    @Test
    func `have each tenant whole, and are worked off by all processes`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let (gateway, worker) = (try await Self.queue(at: rig.location), try await Self.queue(at: rig.location))
        let all = try await Self.fill(gateway)
        let sizes = try ["q0", "q0.1", "q0.2"].map { try rig.server.cli("ZCARD", "{\($0)}:s").filter(\.isNumber) }
        #expect(sizes.compactMap { Int($0) }.reduce(0, +) == 120)
        #expect(sizes.allSatisfy { (Int($0) ?? 0) > 9 && (Int($0) ?? 0) % 3 == 0 }, "\(sizes)")
        let process = newProcess()
        let leased = try await worker.take(120, as: process)
        #expect(Set(leased.map(\.task.id)) == all)
        #expect(Set(leased.map(\.lease)).count == 120)
        #expect(try await worker.take(1, as: process).isEmpty)
        let leases = Set(leased.map(\.lease))
        #expect(try await worker.renew(leases, of: process.worker).alive == leases)
        #expect(try await gateway.cancel(leased[0].task.id) == .stopping)
        let renewal = try await worker.renew(leases, of: process.worker)
        #expect(renewal.stopping == [leased[0].lease] && renewal.alive.count == 119 && renewal.lost.isEmpty)
        for task in leased.dropFirst() { #expect(try await worker.succeed(task) == .settled(.succeeded)) }
        _ = try await worker.settle(leased[0].task.id, lease: leased[0].lease, Settlement(.canceled))
        #expect(try await gateway.counts().ended == [.succeeded: 119, .canceled: 1])
        for queue in [gateway, worker] { await queue.close() }
    }

    @Test
    func `are listed one after the other, and a tenant's tasks newest first`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let queue = try await Self.queue(at: rig.location)
        let all = try await Self.fill(queue)
        for limit in [1, 7, 40, 120, 1000] {
            var query = TaskQuery()
            query.limit = limit
            var listed: [TaskID] = []
            repeat {
                let page = try await queue.list(query)
                #expect(page.tasks.count <= limit)
                listed += page.tasks.map(\.task.id)
                query.cursor = page.next
            } while query.cursor != nil
            #expect(listed.count == 120 && Set(listed) == all, "\(limit) a page")
        }
        let tenant = try await queue.list(TaskQuery(tenant: TenantID("tenant-7"))).tasks.map(\.task.id)
        #expect(tenant == (0..<3).reversed().map { Self.task($0, of: "tenant-7").id })
        await queue.close()
    }

    @Test
    func `have one outbox, whose entries are done and put off by their numbers`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let queue = try await Self.queue(at: rig.location)
        // What is erased has its inputs removed at once.
        for id in try await Self.fill(queue) { _ = try await queue.erase(id) }
        var seen: Set<TaskID> = []
        while true {
            let entries = try await queue.takeOutbox(limit: 16)
            if entries.isEmpty { break }
            for entry in entries {
                #expect(seen.insert(entry.task).inserted)
                try await queue.completeOutbox(entry.id)
            }
        }
        #expect(seen.count == 120)
        let left = try ["q0", "q0.1", "q0.2"].map { try rig.server.cli("ZCARD", "{\($0)}:o").filter(\.isNumber) }
        #expect(left == ["0", "0", "0"])
        await queue.close()
    }

    @Test
    func `have to be as many for every process`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        await (try await Self.queue(at: rig.location)).close()
        let error = await #expect(throws: TaskQueueError.self) { try await Self.queue(at: rig.location, shards: 2) }
        #expect("\(String(describing: error))".contains("spread over 3 shards and this process is told of 2"))
        await #expect(throws: TaskQueueError.self) { try await rig.queue() }
    }

    @Test
    func `go on while one lies on a node that is lost, and it with them once its replica has taken over`() async throws
    {
        let nodes = try await RedisServer.cluster()
        defer { withExtendedLifetime(nodes) {} }
        let location = RedisLocation(.cluster(nodes.map(\.endpoint)), connection: .patient)
        let (gateway, worker) = (try await Self.queue(at: location), try await Self.queue(at: location))
        let all = try await Self.fill(gateway)
        let process = newProcess()
        let first = try await worker.take(10, as: process)
        // What a primary was told reaches its replica a moment later.
        for node in nodes { try node.cli("WAIT", "1", "2000") }
        let lost = try #require(try nodes.first { try $0.cli("KEYS", "{q0.1}:m").contains("q0.1") })
        lost.kill()
        var taken = Set(first.map(\.task.id))
        var leases = Set(first.map(\.lease))
        while taken.count < all.count {
            let leased = try await worker.take(3, as: process)
            for task in leased {
                #expect(taken.insert(task.task.id).inserted)
                leases.insert(task.lease)
            }
            // What a claim took whose answer was lost goes back when a heartbeat does not name it.
            if leased.isEmpty { _ = try await worker.renew(leases, of: process.worker) }
        }
        #expect(taken == all)
        while try await worker.renew(leases, of: process.worker).alive != leases {}
        for queue in [gateway, worker] { await queue.close() }
    }

    @Test
    func `and one tell workers only of what is to stop and of what was erased`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        var location = rig.location
        location.hearing = .stops
        location.shardCount = 2
        let gateway = try await Self.queue(at: rig.location, shards: 2)
        let worker = try await ShardedTaskQueue.open(at: location, on: MultiThreadedEventLoopGroup.singleton)
        let (events, erasures) = (worker.events.events(), worker.erasedElsewhere())
        let task = Self.task(1, of: "tenant-3")
        _ = try await gateway.enqueue(task)
        _ = try #require(try await worker.take(as: newProcess()).first)
        #expect(try await gateway.cancel(task.id) == .stopping)
        for await event in events {
            #expect(event.task == task.id && event.isStopping)
            break
        }
        let pictures = ErasedPictures(of: task.tenant, digests: ["0a", "ff"])
        await gateway.tellErased(pictures)
        for await erased in erasures {
            #expect(erased == pictures)
            break
        }
        for queue in [gateway, worker] { await queue.close() }
    }
}
