// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `A task whose process ends` {
    let leases = newProcess()

    private func claim(_ queue: any TaskQueue, _ limit: Int = 1, by source: LeaseSource) async throws -> [LeasedTask] {
        try await queue.claim(ClaimRequest(routes: [TaskSample.route], limit: limit, leases: source))
    }

    private func expireLeases(_ queue: any TaskQueue, _ wall: ManualWall) async throws {
        for _ in 0..<10 {
            wall.advance(by: .seconds(2))
            _ = try await queue.tick()
        }
    }

    @Test(arguments: Backend.allCases)
    func `runs again alone, and nothing beside it`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            for name in ["a", "b", "c"] { _ = try await queue.enqueue(TaskSample.task(name)) }
            #expect(try await claim(queue, 2, by: leases).count == 2)
            try await expireLeases(queue, wall)
            let process = newProcess()
            let alone = try await claim(queue, 3, by: process)
            #expect(alone.map(\.task.id.rawValue) == ["a"])
            #expect(alone.first?.isAlone == true)
            #expect(try await claim(queue, 3, by: process).isEmpty)
            // Another process that is busy gets no suspect either, and does not pass it by.
            let leased = try #require(alone.first)
            _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([])))
            #expect(try await claim(queue, 3, by: process).map(\.task.id.rawValue) == ["b"])
        }
    }

    @Test(arguments: Backend.allCases)
    func `is a dead letter after three crashes alone, and takes no neighbour along`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            for name in ["poison", "good"] { _ = try await queue.enqueue(TaskSample.task(name)) }
            var crashes = 0
            for _ in 0..<20 where try await queue.counts().waiting > 0 {
                let process = newProcess()
                let taken = try await claim(queue, 2, by: process)
                if taken.contains(where: { $0.task.id.rawValue == "poison" }) {
                    crashes += 1
                    try await expireLeases(queue, wall)
                } else {
                    for leased in taken {
                        _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([])))
                    }
                }
            }
            #expect(crashes == 4)
            let poison = try #require(try await queue.record(of: TaskID(stored: "poison")))
            #expect(poison.state.status == .failed)
            #expect(poison.state.isDeadLetter)
            #expect(poison.failureCode == "crashed")
            #expect(poison.state.deliveries == 4)
            #expect(poison.state.attempts == 0)
            #expect(try await queue.record(of: TaskID(stored: "good"))?.state.status == .succeeded)
            #expect(try await queue.counts().deadLetters == 1)
        }
    }

    @Test(arguments: Backend.allCases)
    func `once dead is replayed as a new task that names it`(backend: Backend) async throws {
        var policy = QueuePolicy()
        policy.retry.retries = 0
        try await backend.withQueue(policy: policy) { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let leased = try #require(try await claim(queue, by: leases).first)
            let failure = TaskFailure(code: "store_unavailable", retry: .transient)
            _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.failed(failure)))
            let (old, new) = (leased.task.id, TaskID(stored: "b"))
            #expect(try await queue.replay(old, as: new, record: "r/b") == .enqueued)
            #expect(try await queue.replay(old, as: new, record: "r/b") == .existing(.queued))
            await #expect(throws: TaskQueueError.notDeadLetter(old)) {
                try await queue.replay(old, as: TaskID(stored: "c"), record: "r/c")
            }
            let again = try #require(try await claim(queue, by: leases).first)
            #expect(again.task.replayOf == old)
            #expect(again.task.payload.record == "r/b")
            #expect(again.task.payload.request == leased.task.payload.request)
            #expect(try await queue.counts().deadLetters == 0)
        }
    }
}
