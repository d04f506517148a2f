// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Pools of workers` {
    private let leases = newProcess()

    @Test(arguments: Backend.allCases)
    func `take only the classes that they are for`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            for priority in PriorityClass.allCases {
                _ = try await queue.enqueue(TaskSample.task(priority.name, priority: priority))
            }
            func names(_ classes: Set<PriorityClass>, _ limit: Int = 3) async throws -> [String] {
                let pool = WorkerPool(routes: [TaskSample.route], classes: classes)
                return try await queue.claim(ClaimRequest(pool: pool, limit: limit, leases: leases)).map(
                    \.task.id.rawValue
                )
            }
            #expect(try await names([.bulk], 1) == ["bulk"])
            #expect(try await names([.bulk]).isEmpty)
            #expect(try await names([.vip, .bulk]) == ["vip"])
            #expect(try await names([.vip, .normal, .bulk]) == ["normal"])
        }
    }

    @Test(arguments: Backend.allCases)
    func `hear only the bells of what they are for`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            let bulk = WorkerPool(routes: [TaskSample.route], classes: [.bulk])
            let rest = WorkerPool(routes: [TaskSample.route], classes: [.vip, .normal])
            let waiting = Task { await queue.doorbell.wait(for: bulk) }
            while queue.doorbell.waiterCount == 0 { await Task.yield() }
            _ = try await queue.enqueue(TaskSample.task("a"))
            await queue.doorbell.wait(for: rest)
            #expect(queue.doorbell.waiterCount == 1)
            _ = try await queue.enqueue(TaskSample.task("b", priority: .bulk))
            await waiting.value
        }
    }

    @Test(arguments: Backend.allCases)
    func `are known while they say so`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            let (first, second) = (newProcess().worker, newProcess().worker)
            try await queue.announce([1], of: first)
            try await queue.announce([2], of: second)
            try await queue.announce([3], of: first)
            let both = [WorkerNotice(worker: first, content: [3]), WorkerNotice(worker: second, content: [2])]
            let known = try await queue.workers()
            #expect(Set(known) == Set(both))
            try await queue.announce(nil, of: second)
            #expect(try await queue.workers() == [both[0]])
            for _ in 0..<7 {
                wall.advance(by: .seconds(2))
                _ = try await queue.tick()
            }
            #expect(try await queue.workers() == [both[0]])
            wall.advance(by: .seconds(1))
            #expect(try await queue.workers().isEmpty)
        }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `A tenant's turns` {
    @Test(arguments: Backend.allCases)
    func `come at a steady rate, some at once after a pause, each tenant's apart`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            let limit = RateLimit(perSecond: 2, burst: 3)
            func waits(_ count: Int, _ tenant: String = "a") async throws -> [Duration?] {
                var waits: [Duration?] = []
                for _ in 0..<count { waits.append(try await queue.takeTurn(of: TenantID(tenant), limit)) }
                return waits
            }
            let first = try await waits(4)
            #expect(first == [nil, nil, nil, .milliseconds(500)])
            #expect(try await waits(1, "b") == [nil])
            wall.advance(by: .milliseconds(400))
            #expect(try await waits(1) == [.milliseconds(100)])
            wall.advance(by: .milliseconds(100))
            #expect(try await waits(2) == [nil, .milliseconds(500)])
            wall.advance(by: .seconds(2))
            #expect(try await waits(4) == [nil, nil, nil, .milliseconds(500)])
        }
    }

    @Test(arguments: Backend.allCases)
    func `come later after one that counts for several`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall async throws in
            let (tenant, limit) = (TenantID("a"), RateLimit(perSecond: 2, burst: 2))
            #expect(try await queue.takeTurn(of: tenant, limit) == nil)
            // One is free; three more are owed.
            #expect(try await queue.takeTurn(of: tenant, limit, cost: 4) == nil)
            #expect(try await queue.takeTurn(of: tenant, limit) == .seconds(2))
            // What is refused is not charged.
            #expect(try await queue.takeTurn(of: tenant, limit, cost: 100) == .seconds(2))
            wall.advance(by: .seconds(2))
            #expect(try await queue.takeTurn(of: tenant, limit) == nil)
            #expect(try await queue.takeTurn(of: tenant, limit) == .milliseconds(500))
            // On credit there is always one.
            #expect(try await queue.takeTurn(of: tenant, limit.onCredit, cost: 3) == nil)
            #expect(try await queue.takeTurn(of: tenant, limit) == .seconds(2))
            #expect(try await queue.takeTurn(of: TenantID("b"), limit) == nil)
        }
    }
}
