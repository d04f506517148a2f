// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Queue
import QueueRedis
import QueueReference
import RESP
import RedisSupport

/// A server of its own for one test, and queues on it as several processes have them.
struct RedisRig {
    let server: RedisServer
    var location: RedisLocation

    init(_ arguments: [String] = []) throws {
        server = try RedisServer(arguments)
        try server.start()
        location = RedisLocation(.primary(.single(server.endpoint)), connection: .patient)
    }

    /// The queue as a new process has it.
    func queue(policy: QueuePolicy = QueuePolicy(), wall: ManualWall? = nil) async throws -> RedisTaskQueue {
        try await RedisTaskQueue.open(
            at: location,
            policy: policy,
            on: MultiThreadedEventLoopGroup.singleton,
            wall: wall?.clock
        )
    }
}

extension RESPConfiguration {
    /// The defaults, with time for a server to come back on a busy machine.
    static var patient: RESPConfiguration {
        var configuration = RESPConfiguration()
        configuration.patience = .seconds(60)
        return configuration
    }
}

/// A worker process's leases.
func newProcess() -> LeaseSource {
    var generator = SystemRandomNumberGenerator()
    return LeaseSource(worker: WorkerID(using: &generator))
}

extension TaskQueue {
    /// Takes up to `limit` tasks of the samples' route.
    func take(_ limit: Int = 1, as process: LeaseSource) async throws -> [LeasedTask] {
        try await claim(ClaimRequest(routes: [TaskSample.route], limit: limit, leases: process))
    }

    /// Ends a hold well.
    func succeed(_ leased: LeasedTask) async throws -> SettleResult {
        try await settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([1])))
    }
}
