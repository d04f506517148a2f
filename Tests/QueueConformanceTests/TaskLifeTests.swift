// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The life of a task` {
    let leases = newProcess()

    private func claim(_ queue: any TaskQueue, by source: LeaseSource? = nil) async throws -> [LeasedTask] {
        try await queue.claim(ClaimRequest(routes: [TaskSample.route], limit: 1, leases: source ?? leases))
    }

    @Test(arguments: Backend.allCases)
    func `a task goes from the line through a lease to its end`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            let task = TaskSample.task("a")
            #expect(try await queue.enqueue(task) == .enqueued)
            let leased = try #require(try await claim(queue).first)
            #expect(leased.task == task)
            #expect(leased.attempt == 1)
            #expect(try await claim(queue).isEmpty)
            let settlement = Settlement(.succeeded([1, 2]), actualCost: Cost(50))
            #expect(try await queue.settle(task.id, lease: leased.lease, settlement) == .settled(.succeeded))
            let record = try #require(try await queue.record(of: task.id))
            #expect(record.result == [1, 2])
            #expect(record.task.payload.request.isEmpty)
            let counts = try await queue.counts()
            #expect(counts.enqueued == 1)
            #expect(counts.ended == [.succeeded: 1])
            #expect(counts.waiting == 0)
        }
    }

    @Test(arguments: Backend.allCases)
    func `enqueueing again answers what is there, and refuses another body`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            let task = TaskSample.task("a")
            let first = try await queue.enqueue(task)
            #expect(first == .enqueued)
            #expect(try await queue.enqueue(task) == .existing(.queued))
            let other = FusionTask(
                id: task.id,
                owner: TaskOwner(tenant: task.tenant),
                work: TaskSample.work(cost: 1),
                schedule: TaskSchedule(created: task.created),
                payload: TaskPayload(request: [], record: "r", storedBytes: 0, digest: [9])
            )
            await #expect(throws: TaskQueueError.identifierReused(task.id)) { try await queue.enqueue(other) }
            #expect(try await queue.counts().enqueued == 1)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a full queue refuses new tasks and still takes back accepted ones`(backend: Backend) async throws {
        var policy = QueuePolicy()
        policy.waitingMax = 2
        try await backend.withQueue(policy: policy) { queue, _ in
            for name in ["a", "b"] { _ = try await queue.enqueue(TaskSample.task(name)) }
            await #expect(throws: TaskQueueError.full(waiting: 2, limit: 2)) {
                try await queue.enqueue(TaskSample.task("c"))
            }
            #expect(try await queue.enqueue(TaskSample.task("a")) == .existing(.queued))
            #expect(try await queue.restore(TaskSample.task("c"), at: nil) == .enqueued)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a tenant has no more tasks that wait or run than it may`(backend: Backend) async throws {
        var policy = QueuePolicy()
        policy.tenantTasksMax = 2
        try await backend.withQueue(policy: policy) { queue, _ in
            for name in ["a", "b"] { _ = try await queue.enqueue(TaskSample.task(name)) }
            let leased = try #require(try await claim(queue).first)
            await #expect(throws: TaskQueueError.tenantFull(tasks: 2, limit: 2)) {
                try await queue.enqueue(TaskSample.task("c"))
            }
            #expect(try await queue.enqueue(TaskSample.task("a")) == .existing(.running))
            #expect(try await queue.enqueue(TaskSample.task("c", tenant: "other")) == .enqueued)
            #expect(try await queue.restore(TaskSample.task("d"), at: nil) == .enqueued)
            _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([])))
            _ = try await queue.cancel(TaskID(stored: "d"))
            #expect(try await queue.enqueue(TaskSample.task("e")) == .enqueued)
        }
    }

    @Test(arguments: Backend.allCases)
    func `the stored bytes of unfinished tasks are bounded`(backend: Backend) async throws {
        var policy = QueuePolicy()
        policy.storedBytesMax = 1500
        try await backend.withQueue(policy: policy) { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            await #expect(throws: TaskQueueError.fullStore(bytes: 2000, limit: 1500)) {
                try await queue.enqueue(TaskSample.task("b"))
            }
            let leased = try #require(try await claim(queue).first)
            _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([])))
            #expect(try await queue.enqueue(TaskSample.task("b")) == .enqueued)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a repeated settlement is the same, a lost lease is refused`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let first = try #require(try await claim(queue).first)
            wall.advance(by: .seconds(1))
            for _ in 0..<20 {
                wall.advance(by: .seconds(1))
                _ = try await queue.tick()
            }
            let second = try #require(try await claim(queue, by: newProcess()).first)
            #expect(second.isAlone)
            #expect(second.deliveries == 1)
            let done = Settlement(.succeeded([]))
            #expect(try await queue.settle(first.task.id, lease: first.lease, done) == .leaseLost)
            #expect(try await queue.settle(first.task.id, lease: second.lease, done) == .settled(.succeeded))
            #expect(try await queue.settle(first.task.id, lease: second.lease, done) == .same)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a lease that is renewed outlives its duration`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let leased = try #require(try await claim(queue).first)
            for _ in 0..<60 {
                wall.advance(by: .seconds(1))
                let renewal = try await queue.renew([leased.lease], of: leases.worker)
                #expect(renewal.alive == [leased.lease])
                #expect(try await queue.tick().expiredLeases == 0)
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `an hour's jump of the wall clock expires no lease`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            _ = try await queue.enqueue(TaskSample.task("a"))
            _ = try await claim(queue)
            wall.advance(by: .seconds(3600))
            #expect(try await queue.tick().expiredLeases == 0)
            wall.advance(by: .seconds(-7200))
            #expect(try await queue.tick().expiredLeases == 0)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a lease whose reply was lost goes back at a heartbeat, uncounted`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            _ = try await queue.enqueue(TaskSample.task("a"))
            _ = try await claim(queue)
            #expect(try await queue.renew([], of: leases.worker).lost.isEmpty)
            #expect(try await claim(queue).isEmpty)
            for _ in 0..<3 {
                wall.advance(by: .seconds(2))
                _ = try await queue.renew([], of: leases.worker)
            }
            let again = try #require(try await claim(queue).first)
            #expect(again.deliveries == 0)
            #expect(again.attempt == 1)
            #expect(!again.isAlone)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a transient failure waits, keeps its place and ends after all retries`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let failure = TaskFailure(code: "store_unavailable", retry: .transient)
            for attempt in 1...4 {
                let leased = try #require(try await claim(queue).first)
                #expect(leased.attempt == attempt)
                _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.failed(failure)))
                if attempt == 1 { _ = try await queue.enqueue(TaskSample.task("b")) }
                for _ in 0..<40 {
                    wall.advance(by: .seconds(2))
                    _ = try await queue.tick()
                }
            }
            let record = try #require(try await queue.record(of: TaskID(stored: "a")))
            #expect(record.state.status == .failed)
            #expect(record.state.attempts == 4)
            #expect(record.failureCode == "store_unavailable")
            #expect(try await queue.counts().deadLetters == 1)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a permanent failure is no dead letter`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let leased = try #require(try await claim(queue).first)
            let failure = TaskFailure(code: "no_face_detected", retry: .permanent, error: [7])
            let result = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.failed(failure)))
            #expect(result == .settled(.failed))
            let record = try #require(try await queue.record(of: leased.task.id))
            #expect(record.error == [7])
            #expect(!record.state.isDeadLetter)
            await #expect(throws: TaskQueueError.notDeadLetter(leased.task.id)) {
                try await queue.replay(leased.task.id, as: TaskID(stored: "again"), record: "r")
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `what ran out of memory goes to the route that has more`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let leased = try #require(try await claim(queue).first)
            let large = Route("gpu-large")
            let failure = TaskFailure(code: "out_of_memory", retry: .outOfMemory(next: large))
            _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.failed(failure)))
            #expect(try await claim(queue).isEmpty)
            let again = try await queue.claim(ClaimRequest(routes: [large], limit: 1, leases: leases))
            #expect(again.first?.task.route == large)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a release counts nothing`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            for _ in 0..<10 {
                let leased = try #require(try await claim(queue).first)
                #expect(leased.attempt == 1)
                let result = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.released))
                #expect(result == .settled(.queued))
            }
        }
    }
}
