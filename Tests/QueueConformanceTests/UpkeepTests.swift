// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Outbox, lists, retention and watchers` {
    let leases = newProcess()

    private func finish(_ queue: any TaskQueue, _ task: FusionTask) async throws {
        _ = try await queue.enqueue(task)
        let claim = ClaimRequest(routes: [task.route], limit: 1, leases: leases)
        let leased = try #require(try await queue.claim(claim).first)
        _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([])))
    }

    @Test(arguments: Backend.allCases)
    func `an end is told through the outbox until somebody completes it`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            let sample = TaskSample.task("a")
            let task = FusionTask(
                id: sample.id,
                owner: TaskOwner(tenant: sample.tenant),
                work: TaskSample.work(cost: 1),
                schedule: TaskSchedule(created: sample.created),
                payload: TaskPayload(request: [], record: "r", storedBytes: 0, digest: [], webhook: [1, 2])
            )
            try await finish(queue, task)
            let first = try #require(try await queue.takeOutbox(limit: 10).first)
            #expect(first.kind == .webhook)
            #expect(first.payload == [1, 2])
            #expect(first.status == .succeeded)
            #expect(first.attempts == 0)
            #expect(try await queue.takeOutbox(limit: 10).isEmpty)
            for _ in 0..<31 {
                wall.advance(by: .seconds(2))
                _ = try await queue.tick()
            }
            let again = try #require(try await queue.takeOutbox(limit: 10).first)
            #expect(again.id == first.id)
            #expect(again.attempts == 1)
            try await queue.postponeOutbox(again.id, by: .seconds(1))
            wall.advance(by: .seconds(2))
            #expect(try await queue.takeOutbox(limit: 10).map(\.id) == [first.id])
            try await queue.completeOutbox(first.id)
            for _ in 0..<40 {
                wall.advance(by: .seconds(2))
                _ = try await queue.tick()
            }
            #expect(try await queue.takeOutbox(limit: 10).isEmpty)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a list is filtered, newest first, and continues at its cursor`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            for number in 0..<10 {
                _ = try await queue.enqueue(TaskSample.task("t\(number)", tenant: number % 2 == 0 ? "even" : "odd"))
            }
            _ = try await queue.cancel(TaskID(stored: "t4"))
            var query = TaskQuery(tenant: TenantID("even"))
            query.limit = 2
            let first = try await queue.list(query)
            #expect(first.tasks.map(\.task.id.rawValue) == ["t8", "t6"])
            #expect(first.next != nil)
            query.cursor = first.next
            let second = try await queue.list(query)
            #expect(second.tasks.map(\.task.id.rawValue) == ["t4", "t2"])
            #expect(second.next != nil)
            query.cursor = second.next
            let third = try await queue.list(query)
            #expect(third.tasks.map(\.task.id.rawValue) == ["t0"])
            #expect(third.next == nil)
            var canceled = TaskQuery()
            canceled.statuses = [.canceled]
            #expect(try await queue.list(canceled).tasks.map(\.task.id.rawValue) == ["t4"])
            var dead = TaskQuery()
            dead.deadLettersOnly = true
            #expect(try await queue.list(dead).tasks.isEmpty)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a terminal task leaves after half an hour`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            try await finish(queue, TaskSample.task("a"))
            var retired = 0
            var seconds = 0
            while retired == 0, seconds < 4000 {
                wall.advance(by: .seconds(2))
                seconds += 2
                retired = try await queue.tick().retired
            }
            #expect(seconds == 1800)
            #expect(try await queue.record(of: TaskID(stored: "a")) == nil)
            #expect(try await queue.counts().ended == [.succeeded: 1])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a paused queue gives out nothing and settles what runs`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            for name in ["a", "b"] { _ = try await queue.enqueue(TaskSample.task(name)) }
            let request = ClaimRequest(routes: [TaskSample.route], limit: 1, leases: leases)
            let leased = try #require(try await queue.claim(request).first)
            try await queue.pause()
            let next = ClaimRequest(routes: [TaskSample.route], limit: 1, leases: leases)
            #expect(try await queue.claim(next).isEmpty)
            let done = Settlement(.succeeded([]))
            #expect(try await queue.settle(leased.task.id, lease: leased.lease, done) == .settled(.succeeded))
            #expect(try await queue.counts().isPaused)
            try await queue.resume()
            #expect(try await queue.claim(next).count == 1)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a watcher sees every change of its task and then the end`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            let task = TaskSample.task("a")
            let events = queue.events.events(of: task.id)
            _ = try await queue.enqueue(task)
            let request = ClaimRequest(routes: [TaskSample.route], limit: 1, leases: leases)
            let leased = try #require(try await queue.claim(request).first)
            let progress = TaskProgress(stage: "detect", fraction: 0.5)
            await queue.report(progress, of: task.id, lease: leased.lease)
            await queue.report(progress, of: task.id, lease: LeaseID(stored: "another"))
            #expect(try await queue.renew([leased.lease], of: leases.worker).alive == [leased.lease])
            #expect(try await queue.record(of: task.id)?.progress == progress)
            _ = try await queue.settle(task.id, lease: leased.lease, Settlement(.succeeded([])))
            var seen: [TaskEvent] = []
            for await event in events { seen.append(event) }
            #expect(seen.map(\.status) == [.queued, .running, .running, .succeeded])
            #expect(seen.map(\.progress) == [nil, nil, progress, nil])
            #expect(seen.map(\.revision) == [1, 2, 2, 3])
        }
    }

    @Test(arguments: Backend.allCases)
    func `the doorbell rings for what arrived before the wait began`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            await queue.doorbell.wait(for: [TaskSample.route])
            #expect(queue.doorbell.waiterCount == 0)
        }
    }
}
