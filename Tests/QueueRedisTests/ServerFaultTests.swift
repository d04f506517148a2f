// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Queue
import QueueRedis
import QueueReference
import RESP
import RedisSupport
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.skipped)"), .timeLimit(.minutes(2)))
struct `A server that fails` {
    @Test
    func `is refused where it throws keys away`() async throws {
        var rig = try RedisRig(["--maxmemory-policy", "allkeys-lru"])
        defer { withExtendedLifetime(rig.server) {} }
        await #expect(throws: TaskQueueError.evictingServer(policy: "allkeys-lru")) { try await rig.queue() }
        // As on rented servers.
        try rig.server.cli("ACL", "SETUSER", "tenant", "on", ">secret", "~*", "&*", "+@all", "-config")
        rig.location.connection.credentials = RESPConfiguration.Credentials(username: "tenant", password: "secret")
        await #expect(throws: TaskQueueError.evictingServer(policy: "allkeys-lru")) { try await rig.queue() }
    }

    @Test
    func `is refused where it throws keys away after another took over`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let queue = try await rig.queue()
        try rig.server.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
        try rig.server.cli("CLIENT", "KILL", "TYPE", "normal")
        let error = await #expect(throws: TaskQueueError.self) { while true { _ = try await queue.counts() } }
        #expect("\(String(describing: error))".contains("allkeys-lru is its maxmemory-policy"))
        try rig.server.cli("CONFIG", "SET", "maxmemory-policy", "noeviction")
        #expect(try await queue.counts().waiting == 0)
        await queue.close()
    }

    @Test
    func `is refused where a newer version has written`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        try rig.server.cli("EVAL", "redis.call('SET', KEYS[1], cmsgpack.pack({schema = 3}))", "1", "{q0}:m")
        await #expect(throws: TaskQueueError.schemaTooNew(path: "shard q0")) { try await rig.queue() }
    }

    @Test
    func `that a newer version takes over ends the work of this one, which changes nothing`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let queue = try await rig.queue()
        _ = try await queue.enqueue(TaskSample.task("a"))
        let change =
            "local m = cmsgpack.unpack(redis.call('GET', KEYS[1])) m.schema = 3 "
            + "redis.call('SET', KEYS[1], cmsgpack.pack(m))"
        try rig.server.cli("EVAL", change, "1", "{q0}:m")
        let before = try rig.server.cli("GET", "{q0}:m")
        await #expect(throws: TaskQueueError.schemaTooNew(path: "shard q0")) { try await queue.take(as: newProcess()) }
        await #expect(throws: TaskQueueError.schemaTooNew(path: "shard q0")) {
            try await queue.enqueue(TaskSample.task("b"))
        }
        #expect(try rig.server.cli("GET", "{q0}:m") == before)
        await queue.close()
    }

    @Test
    func `and forgets is given the layout's version with the first task`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let queue = try await rig.queue()
        try rig.server.cli("FLUSHALL")
        _ = try await queue.enqueue(TaskSample.task("a"))
        let schema = "return cmsgpack.unpack(redis.call('GET', KEYS[1])).schema"
        #expect(try rig.server.cli("EVAL", schema, "1", "{q0}:m") == "2\n")
        await queue.close()
    }

    @Test
    func `is refused with a layout that was never released`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        try rig.server.cli("HSET", "{q0}:m", "schema", "1")
        let error = await #expect(throws: TaskQueueError.self) { try await rig.queue() }
        #expect("\(String(describing: error))".contains("before the first release"))
    }

    @Test
    func `and forgets gives no number of the outbox twice`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let queue = try await rig.queue()
        var numbers: [Int] = []
        for name in ["a", "b"] {
            _ = try await queue.enqueue(TaskSample.task(name))
            let leased = try #require(try await queue.take(as: newProcess()).first)
            _ = try await queue.succeed(leased)
            let kept = try rig.server.cli("ZRANGE", "{q0}:o", "0", "-1").split(whereSeparator: \.isNewline)
            numbers += kept.compactMap { Int($0.prefix { $0.isNumber }) }
            try rig.server.cli("FLUSHALL")
        }
        #expect(numbers.count == 2 && Set(numbers).count == 2)
        await queue.close()
    }

    @Test
    func `is refused where it lets nobody tell of changes`() async throws {
        var rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        try rig.server.cli("ACL", "SETUSER", "mute", "on", ">secret", "~*", "+@all", "resetchannels")
        rig.location.connection.credentials = RESPConfiguration.Credentials(username: "mute", password: "secret")
        let error = await #expect(throws: TaskQueueError.self) { try await rig.queue() }
        #expect("\(String(describing: error))".contains("channel"))
        try rig.server.cli("ACL", "SETUSER", "mute", "&{q0}:*")
        await (try await rig.queue()).close()
    }

    @Test
    func `with its memory full takes no more tasks in and lets all others go on`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        var policy = QueuePolicy()
        policy.retry.retries = 0
        let queue = try await rig.queue(policy: policy)
        for name in ["a", "b", "c", "d"] { _ = try await queue.enqueue(TaskSample.task(name)) }
        let process = newProcess()
        let first = try #require(try await queue.take(as: process).first)
        try rig.server.cli("CONFIG", "SET", "maxmemory", "1")
        let error = await #expect(throws: TaskQueueError.self) { try await queue.enqueue(TaskSample.task("e")) }
        #expect("\(String(describing: error))".contains("OOM"))
        // A repeat of what it knows takes no room.
        #expect(try await queue.enqueue(first.task) == .existing(.running))
        #expect(try await queue.record(of: TaskID(stored: "e")) == nil)
        await queue.report(TaskProgress(stage: "swap", fraction: 0.5), of: first.task.id, lease: first.lease)
        #expect(try await queue.renew([first.lease], of: process.worker).alive == [first.lease])
        #expect(try await queue.record(of: first.task.id)?.progress?.stage == "swap")
        #expect(try await queue.succeed(first) == .settled(.succeeded))
        let second = try #require(try await queue.take(as: process).first)
        let failure = Settlement(.failed(TaskFailure(code: "store_unavailable", retry: .transient)))
        #expect(try await queue.settle(second.task.id, lease: second.lease, failure) == .settled(.failed))
        let letter = second.task.id
        await #expect(throws: TaskQueueError.self) {
            try await queue.replay(letter, as: TaskID(stored: "r"), record: "r")
        }
        #expect(try await queue.cancel(TaskID(stored: "c")) == .canceled)
        #expect(try await queue.adopt([2], of: TaskID(stored: "d")) == .succeeded)
        #expect(try await queue.erase(letter) == .failed)
        _ = try await queue.noteDelivery([1], of: first.task.id)
        let entries = try await queue.takeOutbox(limit: 10)
        for entry in entries { try await queue.completeOutbox(entry.id) }
        _ = try await queue.tick()
        try await queue.setShare(TenantShare(weight: 2), of: TenantID("default"))
        #expect(try await queue.counts().enqueued == 4)
        #expect(try await queue.list(TaskQuery()).tasks.count == 4)
        // A process that starts now can work, too.
        let other = try await rig.queue(policy: policy)
        try await other.pause()
        #expect(try await other.counts().isPaused)
        try rig.server.cli("CONFIG", "SET", "maxmemory", "0")
        #expect(try await queue.enqueue(TaskSample.task("e")) == .enqueued)
        await other.close()
        await queue.close()
    }

    @Test
    func `that forgot the scripts is given them again`() async throws {
        let rig = try RedisRig()
        defer { withExtendedLifetime(rig.server) {} }
        let queue = try await rig.queue()
        _ = try await queue.enqueue(TaskSample.task("a"))
        try rig.server.cli("SCRIPT", "FLUSH")
        let leased = try #require(try await queue.take(as: newProcess()).first)
        try rig.server.cli("SCRIPT", "FLUSH")
        #expect(try await queue.succeed(leased) == .settled(.succeeded))
        await queue.close()
    }

    @Test
    func `killed and started again goes on, and who waits is woken as before`() async throws {
        let rig = try RedisRig(["--appendonly", "yes", "--appendfsync", "always"])
        defer { withExtendedLifetime(rig.server) {} }
        let (gateway, worker) = (try await rig.queue(), try await rig.queue())
        let process = newProcess()
        for name in ["a", "b"] { _ = try await gateway.enqueue(TaskSample.task(name)) }
        let leased = try #require(try await worker.take(as: process).first)
        rig.server.kill()
        try rig.server.start()
        #expect(try await worker.renew([leased.lease], of: process.worker).alive == [leased.lease])
        #expect(try await worker.succeed(leased) == .settled(.succeeded))
        // The rings of before are on the list still: taken off, so that the next one is heard for itself.
        while try await worker.take(as: process).first != nil {}
        try rig.server.cli("DEL", "{q0}:w:\(TaskSample.route)")
        async let woken: Void = worker.doorbell.wait(for: [TaskSample.route])
        _ = try await gateway.enqueue(TaskSample.task("c"))
        await woken
        #expect(try await worker.take(as: process).first?.task.id.rawValue == "c")
        for queue in [gateway, worker] { await queue.close() }
    }

    @Test
    func `may be one of a cluster, which keeps a shard together`() async throws {
        let nodes = try await RedisServer.cluster()
        defer { withExtendedLifetime(nodes) {} }
        // The first that is named may be gone.
        let nowhere = RESPEndpoint(host: "127.0.0.1", port: RedisServer.freePort())
        for shard in ["q0", "q1", "q2", "q3"] {
            var location = RedisLocation(.cluster([nowhere] + nodes.map(\.endpoint)), connection: .patient)
            location.shard = shard
            let queue = try await RedisTaskQueue.open(at: location, on: MultiThreadedEventLoopGroup.singleton)
            let process = newProcess()
            let events = queue.events.events(of: TaskID(stored: "a"))
            _ = try await queue.enqueue(TaskSample.task("a"))
            await queue.doorbell.wait(for: [TaskSample.route])
            let leased = try #require(try await queue.take(as: process).first)
            #expect(try await queue.succeed(leased) == .settled(.succeeded))
            var seen: [TaskStatus] = []
            for await event in events { seen.append(event.status) }
            #expect(seen == [.queued, .running, .succeeded])
            await queue.close()
        }
    }

    @Test
    func `and whose replica takes over forgets no task that it had`() async throws {
        let (primary, replica, sentinels) = try await RedisServer.watched(as: "queue")
        defer { withExtendedLifetime((primary, replica, sentinels)) {} }
        let topology = RESPTopology.sentinel(service: "queue", sentinels: sentinels.map(\.endpoint))
        let location = RedisLocation(.primary(topology), connection: .patient)
        let queue = try await RedisTaskQueue.open(at: location, on: MultiThreadedEventLoopGroup.singleton)
        let process = newProcess()
        for number in 0..<20 { _ = try await queue.enqueue(TaskSample.task("t\(number)")) }
        let leased = try await queue.take(3, as: process)
        #expect(leased.count == 3)
        // What is not at the replica yet would be lost with the primary.
        while try primary.cli("WAIT", "1", "5000").first != "1" {}
        primary.kill()
        #expect(try await queue.renew(Set(leased.map(\.lease)), of: process.worker).alive.count == 3)
        for task in leased { #expect(try await queue.succeed(task) == .settled(.succeeded)) }
        var taken = 0
        while let task = try await queue.take(as: process).first {
            #expect(try await queue.succeed(task) == .settled(.succeeded))
            taken += 1
        }
        #expect(taken == 17)
        await queue.close()
    }
}
