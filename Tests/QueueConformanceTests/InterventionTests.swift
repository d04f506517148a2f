// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Cancelling, erasing, adopting and deadlines` {
    let leases = newProcess()

    private func claim(_ queue: any TaskQueue) async throws -> [LeasedTask] {
        try await queue.claim(ClaimRequest(routes: [TaskSample.route], limit: 1, leases: leases))
    }

    @Test(arguments: Backend.allCases)
    func `a waiting task is cancelled at once, a running one through its worker`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            for name in ["a", "b"] { _ = try await queue.enqueue(TaskSample.task(name)) }
            let leased = try #require(try await claim(queue).first)
            let (a, b) = (TaskID(stored: "a"), TaskID(stored: "b"))
            #expect(try await queue.cancel(b) == .canceled)
            #expect(try await queue.cancel(b) == .canceled)
            #expect(try await queue.cancel(a) == .stopping)
            #expect(try await queue.cancel(a) == .stopping)
            #expect(try await queue.renew([leased.lease], of: leases.worker).stopping == [leased.lease])
            // What succeeded after the cancellation is cancelled all the same: nobody may see its result.
            let result = try await queue.settle(a, lease: leased.lease, Settlement(.succeeded([1])))
            #expect(result == .settled(.canceled))
            #expect(try await queue.record(of: a)?.result == nil)
            #expect(try await queue.counts().ended == [.canceled: 2])
            let unknown = TaskID(stored: "never")
            await #expect(throws: TaskQueueError.unknownTask(unknown)) { try await queue.cancel(unknown) }
        }
    }

    @Test(arguments: Backend.allCases)
    func `a terminal task cannot be cancelled`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let leased = try #require(try await claim(queue).first)
            _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([])))
            await #expect(throws: TaskQueueError.alreadyTerminal(leased.task.id, .succeeded)) {
                try await queue.cancel(leased.task.id)
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `erasing drops what was said of the result and removes the inputs at once`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let leased = try #require(try await claim(queue).first)
            _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([1])))
            #expect(try await queue.takeOutbox(limit: 10).isEmpty)
            #expect(try await queue.erase(leased.task.id) == .succeeded)
            let record = try #require(try await queue.record(of: leased.task.id))
            #expect(record.state.isErased)
            #expect(record.result == nil)
            let entries = try await queue.takeOutbox(limit: 10)
            #expect(entries.map(\.kind) == [.inputRemoval])
            #expect(entries.first?.record == "default/a")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a result found in the store ends a task, whoever holds it`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let leased = try #require(try await claim(queue).first)
            #expect(try await queue.adopt([5], of: leased.task.id) == .succeeded)
            #expect(try await queue.record(of: leased.task.id)?.result == [5])
            let late = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([6])))
            #expect(late == .leaseLost)
            #expect(try await queue.renew([leased.lease], of: leases.worker).lost == [leased.lease])
        }
    }

    @Test(arguments: Backend.allCases)
    func `a result of what was erased meanwhile does not come back`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            let leased = try #require(try await claim(queue).first)
            _ = try await queue.erase(leased.task.id)
            #expect(try await queue.adopt([5], of: leased.task.id) == .succeeded)
            let record = try #require(try await queue.record(of: leased.task.id))
            #expect(record.result == nil && record.state.isErased && record.task.payload.request.isEmpty)
        }
    }

    @Test(arguments: Backend.allCases)
    func `a task past its deadline never starts`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            let start = TaskSample.task("start", deadlines: TaskDeadlines(start: .seconds(5)))
            let total = TaskSample.task("total", deadlines: TaskDeadlines(total: .seconds(60)))
            for task in [start, total] { _ = try await queue.enqueue(task) }
            wall.advance(by: .seconds(6))
            let leased = try #require(try await claim(queue).first)
            #expect(leased.task.id == total.id)
            #expect(leased.remaining == .seconds(54))
            #expect(try await queue.record(of: start.id)?.state.status == .expired)
            wall.advance(by: .seconds(60))
            #expect(try await queue.renew([leased.lease], of: leases.worker).stopping == [leased.lease])
            #expect(try await queue.settle(total.id, lease: leased.lease, Settlement(.released)) == .settled(.expired))
        }
    }

    @Test(arguments: Backend.allCases)
    func `a tick expires what waits past its deadline`(backend: Backend) async throws {
        try await backend.withQueue { queue, wall in
            _ = try await queue.enqueue(TaskSample.task("a", deadlines: TaskDeadlines(total: .seconds(5))))
            wall.advance(by: .seconds(5))
            #expect(try await queue.tick().expiredTasks == 0)
            wall.advance(by: .seconds(1))
            #expect(try await queue.tick().expiredTasks == 1)
            #expect(try await queue.counts().ended == [.expired: 1])
        }
    }
}
