// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOPosix
import Queue
import QueueRedis
import QueueReference
import QueueSQLite
import RESP
import RedisSupport
import Synchronization

/// The queues that keep the contract; every test of the suite runs over each.
enum Backend: Hashable, Sendable {
    case reference
    case sqlite
    case redis
    case valkey
    /// What several shards are behind, of which tests, whose tasks' names do not follow from their tenants, have one.
    case shards

    /// All that can run here.
    static var allCases: [Backend] {
        guard RedisServer.isInstalled else { return [.reference, .sqlite] }
        let servers: [Backend] = RedisServer.valkey == nil ? [.redis] : [.redis, .valkey]
        return [.reference, .sqlite] + servers + [.shards]
    }

    /// Opens an empty queue, runs the test and takes everything away again.
    func withQueue(
        policy: QueuePolicy = QueuePolicy(),
        _ body: (any TaskQueue, ManualWall) async throws -> Void
    ) async throws {
        try await withRestartableQueue(policy: policy) { queue, wall in try await body(await queue.current, wall) }
    }

    /// As ``withQueue(policy:_:)``, with a queue that can be closed and opened again.
    func withRestartableQueue<Result>(
        policy: QueuePolicy,
        _ body: (RestartableQueue, ManualWall) async throws -> Result
    ) async throws -> Result {
        let wall = ManualWall()
        let folder = FileManager.default.temporaryDirectory.appending(path: "queue-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let queue: RestartableQueue =
            switch self {
            case .reference: .lasting(ReferenceQueue(policy: policy, wall: wall.clock))
            case .sqlite:
                try await RestartableQueue {
                    try await SQLiteTaskQueue.open(in: folder.path, policy: policy, wall: wall.clock)
                }
            case .redis:
                try await RestartableQueue(
                    sharedBy: RedisShard.processes(on: RedisServer.program, policy: policy, wall: wall.clock)
                )
            case .valkey:
                try await RestartableQueue(
                    sharedBy: RedisShard.processes(on: RedisServer.valkey, policy: policy, wall: wall.clock)
                )
            case .shards: .lasting(try await RedisShard.openFront(policy: policy, wall: wall.clock))
            }
        do {
            let result = try await body(queue, wall)
            await queue.close()
            return result
        } catch {
            await queue.close()
            throw error
        }
    }
}

/// A queue whose process can end and start again.
actor RestartableQueue {
    private(set) var current: any TaskQueue
    private let reopen: (() async throws -> any TaskQueue)?
    /// Whether the queue ends with its process.
    private let isEmbedded: Bool

    init(_ open: @escaping @Sendable () async throws -> SQLiteTaskQueue) async throws {
        current = try await open()
        reopen = open
        isEmbedded = true
    }

    init(sharedBy open: @escaping @Sendable () async throws -> RedisTaskQueue) async throws {
        current = try await open()
        reopen = open
        isEmbedded = false
    }

    private init(lasting queue: any TaskQueue) {
        current = queue
        reopen = nil
        isEmbedded = false
    }

    static func lasting(_ queue: any TaskQueue) -> RestartableQueue { RestartableQueue(lasting: queue) }

    /// Ends the process and starts it again; false where the queue itself lives elsewhere and is told nothing.
    func restart() async throws -> Bool {
        guard let reopen else { return false }
        await close()
        current = try await reopen()
        return isEmbedded
    }

    func close() async {
        if let queue = current as? SQLiteTaskQueue { await queue.close() }
        if let queue = current as? RedisTaskQueue { await queue.close() }
        if let queue = current as? ShardedTaskQueue { await queue.close() }
    }
}

/// One server of each kind for all tests, and a shard of its own for each.
enum RedisShard {
    private static let servers = Mutex<[String?: RedisServer]>([:])
    private static let number = Atomic(0)

    /// Opens a queue on a shard that nobody has used, for one process after the other.
    ///
    /// Each has scripts of its own, as processes of two versions have: a number that the tests do not reach differs,
    /// and with it every digest.
    static func processes(
        on program: String?,
        policy: QueuePolicy,
        wall: WallClock
    ) throws -> @Sendable () async throws -> RedisTaskQueue {
        let location = try unused(on: program)
        let count = Mutex(0)
        return {
            var version = policy
            version.deliveriesMax += count.withLock { count in
                defer { count += 1 }
                return count % 2
            }
            let group = MultiThreadedEventLoopGroup.singleton
            return try await RedisTaskQueue.open(at: location, policy: version, on: group, wall: wall)
        }
    }

    /// The same behind what several shards are behind.
    static func openFront(policy: QueuePolicy, wall: WallClock) async throws -> ShardedTaskQueue {
        let group = MultiThreadedEventLoopGroup.singleton
        return try await ShardedTaskQueue.open(
            at: try unused(on: RedisServer.program),
            policy: policy,
            on: group,
            wall: wall
        )
    }

    private static func unused(on program: String?) throws -> RedisLocation {
        var location = RedisLocation(.primary(.single(try running(program).endpoint)))
        location.shard = "q\(number.add(1, ordering: .relaxed).newValue)"
        return location
    }

    private static func running(_ program: String?) throws -> RedisServer {
        try servers.withLock { servers in
            if let server = servers[program] { return server }
            let started = try RedisServer(program: program)
            try started.start()
            servers[program] = started
            return started
        }
    }
}

/// The leases of a process that nobody has seen before.
func newProcess() -> LeaseSource {
    var generator = SystemRandomNumberGenerator()
    return LeaseSource(worker: WorkerID(using: &generator))
}
