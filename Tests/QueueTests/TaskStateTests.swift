// SPDX-License-Identifier: Apache-2.0

import Queue
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `A task's state` {
    private let lease = Lease(
        id: LeaseID(stored: "w-1"),
        granted: ShardTime(milliseconds: 0),
        expires: ShardTime(milliseconds: 15_000),
        isAlone: false
    )

    private func context(isOverdue: Bool = false, policy: RetryPolicy = RetryPolicy()) -> TransitionContext {
        TransitionContext(
            task: TaskID(stored: "a"),
            now: ShardTime(milliseconds: 1000),
            isOverdue: isOverdue,
            policy: policy
        )
    }

    @Test func `past its deadline goes back after a crash, so that a published result can be adopted`() {
        var state = TaskState()
        state.start(lease)
        state.crash(in: context(isOverdue: true))
        #expect(state.status == .queued)
        let isAdopted = state.adopt()
        #expect(isAdopted)
        #expect(state.status == .succeeded)
    }

    @Test func `past its deadline expires when its worker lets go`() {
        var state = TaskState()
        state.start(lease)
        let result = state.settle(.released, by: lease.id, in: context(isOverdue: true))
        #expect(result == .settled(.expired))
    }

    @Test func `that is cancelled while it runs ends cancelled, however it ends`() {
        let outcomes: [TaskOutcome] = [
            .succeeded([]), .released, .failed(TaskFailure(code: "x", retry: .transient)), .rejected([]),
        ]
        for outcome in outcomes {
            var state = TaskState()
            state.start(lease)
            _ = state.cancel()
            let result = state.settle(outcome, by: lease.id, in: context())
            #expect(result == .settled(.canceled))
        }
    }

    @Test func `is suspected until a worker reports on it`() {
        var state = TaskState()
        state.start(lease)
        state.crash(in: context())
        #expect(state.isSuspect)
        let second = Lease(id: LeaseID(stored: "w-2"), granted: lease.granted, expires: lease.expires, isAlone: true)
        state.start(second)
        _ = state.settle(.failed(TaskFailure(code: "x", retry: .transient)), by: second.id, in: context())
        #expect(!state.isSuspect)
        #expect(state.crashesAlone == 0)
        #expect(state.deliveries == 1)
    }

    private let outcomes: [TaskOutcome] = [
        .succeeded([]), .rejected([]), .canceled, .released, .failed(TaskFailure(code: "x", retry: .permanent)),
        .failed(TaskFailure(code: "x", retry: .transient)),
    ]

    @Test(arguments: [0, 1, 3], [false, true])
    func `ends in the attempt that ran, however it ends`(failures: Int, isCanceled: Bool) {
        for outcome in outcomes {
            var state = TaskState()
            #expect(state.attempt == 0)
            for failure in 0..<failures {
                state.start(lease)
                #expect(state.attempt == failure + 1)
                let failed = TaskOutcome.failed(TaskFailure(code: "x", retry: .transient))
                _ = state.settle(failed, by: lease.id, in: context())
                #expect(state.attempt == failure + 1)
                if state.status == .delayed { state.release() }
            }
            state.start(lease)
            if isCanceled { _ = state.cancel() }
            #expect(state.attempt == failures + 1)
            _ = state.settle(outcome, by: lease.id, in: context())
            #expect(!state.status.isTerminal || state.attempt == failures + 1, "\(outcome)")
            #expect(state.attempt >= 1, "\(outcome)")
        }
    }

    @Test func `has an attempt where crashes ended it, and none where it never ran`() {
        let alone = Lease(id: lease.id, granted: lease.granted, expires: lease.expires, isAlone: true)
        var crashed = TaskState()
        while !crashed.status.isTerminal {
            crashed.start(alone)
            crashed.crash(in: context())
            #expect(crashed.attempt == 1)
        }
        var canceled = TaskState()
        _ = canceled.cancel()
        var expired = TaskState()
        expired.expire()
        #expect(canceled.attempt == 0 && expired.attempt == 0)
    }

    @Test(arguments: 1...10)
    func `waits at random, never longer than the doubled backoff`(attempts: Int) {
        let policy = RetryPolicy()
        let bound = min(1000 << (attempts - 1), 60_000)
        var seen: Set<Int> = []
        for number in 0..<200 {
            let delay = policy.backoff(task: TaskID(stored: "t\(number)"), attempts: attempts).wholeMilliseconds
            #expect((0...bound).contains(delay))
            seen.insert(delay)
        }
        #expect(seen.count > 100)
        #expect((seen.max() ?? 0) > bound * 8 / 10)
    }
}
