// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import TestSupport
import Testing

@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `A lease as its slot sees it` {
    private let clock = ManualClock()

    private func hold(remaining: Duration? = nil) async throws -> LeaseHold {
        let queue = ReferenceQueue(wall: ManualWall().clock)
        let task = try TestTask.make("one", deadlines: TaskDeadlines(total: remaining))
        _ = try await queue.enqueue(task)
        let leased = try #require(try await queue.claim(TestTask.claim()).first)
        let clock = WorkerClock(clock)
        return LeaseHold(leased, since: clock.now, clock: clock)
    }

    @Test func `counts from before it was asked for`() async throws {
        let hold = try await hold()
        try hold.check()
        clock.advance(by: .milliseconds(14_999))
        try hold.check()
        #expect(hold.remaining == .milliseconds(1))
        clock.advance(by: .milliseconds(1))
        #expect(throws: Interruption.leaseLost) { try hold.check() }
    }

    @Test func `lasts longer by a renewal, counted from before the heartbeat was sent`() async throws {
        let hold = try await hold()
        let sent = WorkerClock(clock).now
        clock.advance(by: .seconds(10))
        hold.renew(since: sent.advanced(by: .seconds(5)))
        #expect(hold.remaining == .seconds(10))
        hold.renew(since: sent)
        #expect(hold.remaining == .seconds(10), "an answer that was overtaken shortens nothing")
    }

    @Test func `says why the task is not to go on, the weightiest reason first`() async throws {
        let hold = try await hold()
        hold.interrupt(.drained)
        #expect(throws: Interruption.drained) { try hold.check() }
        hold.interrupt(.stopped)
        #expect(throws: Interruption.stopped) { try hold.check() }
        hold.interrupt(.drained)
        #expect(throws: Interruption.stopped) { try hold.check() }
        hold.interrupt(.leaseLost)
        #expect(throws: Interruption.leaseLost) { try hold.check() }
        hold.interrupt(.stopped)
        #expect(throws: Interruption.leaseLost) { try hold.check() }
        #expect(hold.remaining == .zero)
    }

    @Test func `ends with the task's total deadline`() async throws {
        let hold = try await hold(remaining: .seconds(3))
        clock.advance(by: .milliseconds(2_999))
        try hold.check()
        clock.advance(by: .milliseconds(1))
        #expect(throws: Interruption.overdue) { try hold.check() }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `The keeper of leases` {
    private let wall = ManualWall()
    private let clock = ManualClock()
    private let leases = TestTask.leases()

    private func keeper(_ queue: ReferenceQueue, observer: WorkerObserver = WorkerObserver()) -> LeaseKeeper {
        LeaseKeeper(
            of: leases.worker,
            queue: queue,
            clock: WorkerClock(clock),
            observer: observer,
            logger: WorkerRig.silent
        )
    }

    private func claim(_ names: [String], from queue: ReferenceQueue) async throws -> [LeaseHold] {
        for name in names { _ = try await queue.enqueue(try TestTask.make(name)) }
        let clock = WorkerClock(clock)
        let request = ClaimRequest(routes: [.mesh], limit: names.count, leases: leases)
        return try await queue.claim(request).map { LeaseHold($0, since: clock.now, clock: clock) }
    }

    private func pass(_ duration: Duration) {
        wall.advance(by: duration)
        clock.advance(by: duration)
    }

    @Test func `renews all of them with every beat`() async throws {
        let queue = ReferenceQueue(wall: wall.clock)
        let keeper = keeper(queue)
        let holds = try await claim(["one", "two", "three"], from: queue)
        for hold in holds { await keeper.add(hold) }
        let running = Task { await keeper.run(every: .seconds(5), retryingAfter: .seconds(1), afterEach: {}) }
        for _ in 0..<8 {
            await clock.waitForSleepers(1)
            #expect(holds.allSatisfy { $0.remaining == .seconds(15) })
            pass(.seconds(5))
        }
        await clock.waitForSleepers(1)
        #expect(try await queue.tick().expiredLeases == 0)
        running.cancel()
        await running.value
    }

    @Test func `makes up soon for a beat that failed`() async throws {
        let queue = ReferenceQueue(wall: wall.clock)
        let keeper = keeper(queue)
        let hold = try #require(try await claim(["one"], from: queue).first)
        await keeper.add(hold)
        queue.fail("cut off")
        let running = Task { await keeper.run(every: .seconds(5), retryingAfter: .seconds(1), afterEach: {}) }
        await clock.waitForSleepers(1)
        queue.fail(nil)
        pass(.seconds(1))
        await clock.waitForSleepers(1)
        #expect(hold.remaining == .seconds(15))
        running.cancel()
        await running.value
    }

    @Test func `tells of a beat that failed and lets the holds run out`() async throws {
        let failures = Counter()
        var observer = WorkerObserver()
        observer.beatFailed = { failures.add() }
        let queue = ReferenceQueue(wall: wall.clock)
        let keeper = keeper(queue, observer: observer)
        let hold = try #require(try await claim(["one"], from: queue).first)
        await keeper.add(hold)
        queue.fail("cut off")
        for beat in 1...3 {
            pass(.seconds(5))
            await keeper.beat()
            #expect(failures.value == beat)
        }
        #expect(throws: Interruption.leaseLost) { try hold.check() }
    }

    @Test func `a beat that succeeds after two that failed keeps the task`() async throws {
        let queue = ReferenceQueue(wall: wall.clock)
        let keeper = keeper(queue)
        let hold = try #require(try await claim(["one"], from: queue).first)
        await keeper.add(hold)
        queue.fail("cut off")
        for _ in 1...2 {
            pass(.seconds(5))
            await keeper.beat()
        }
        queue.fail(nil)
        await keeper.beat()
        #expect(hold.remaining == .seconds(15))
    }

    @Test func `passes on that a task is to stop, and that a lease was taken away`() async throws {
        let queue = ReferenceQueue(wall: wall.clock)
        let keeper = keeper(queue)
        let holds = try await claim(["one", "two"], from: queue)
        for hold in holds { await keeper.add(hold) }
        _ = try await queue.cancel(holds[0].leased.task.id)
        await keeper.beat()
        #expect(throws: Interruption.stopped) { try holds[0].check() }
        try holds[1].check()
        try queue.restart()
        await keeper.beat()
        #expect(throws: Interruption.leaseLost) { try holds[1].check() }
    }

    @Test func `beats without leases too, so that those it never heard of go back`() async throws {
        let queue = ReferenceQueue(wall: wall.clock)
        let keeper = keeper(queue)
        let lost = try #require(try await claim(["one"], from: queue).first)
        for _ in 0..<5 {
            pass(.seconds(1))
            await keeper.beat()
        }
        let record = try #require(try await queue.record(of: lost.leased.task.id))
        #expect(record.state.status == .queued)
        #expect(record.state.deliveries == 0)
    }

    @Test func `gives back what is added after the drain`() async throws {
        let queue = ReferenceQueue(wall: wall.clock)
        let keeper = keeper(queue)
        let hold = try #require(try await claim(["one"], from: queue).first)
        await keeper.drain()
        await keeper.add(hold)
        #expect(throws: Interruption.drained) { try hold.check() }
    }
}
