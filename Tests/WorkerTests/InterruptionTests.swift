// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Queue
import QueueReference
import ServiceLifecycle
import ServiceLifecycleTestKit
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `A task that is not to go on` {
    /// The stages that observers are told of before the result is published, in order.
    static let stages = [
        "queue", "fetch", "memory", "source", "decode", "detect", "swap", "blend", "mark", "encode", "label",
    ]

    /// Does something to the only task once a stage of it has ended.
    private final class Hook: Sendable {
        private let state = Mutex<(stage: String, act: @Sendable () -> Void)?>(nil)

        var observer: WorkerObserver {
            var observer = WorkerObserver()
            observer.stage = { name, _ in self.told(name) }
            return observer
        }

        func after(_ stage: String, _ act: @escaping @Sendable () -> Void) { state.withLock { $0 = (stage, act) } }

        private func told(_ stage: String) {
            let act = state.withLock { state in
                guard let hook = state, hook.stage == stage else { return (@Sendable () -> Void)?.none }
                state = nil
                return hook.act
            }
            act?()
        }
    }

    @Test(arguments: stages)
    func `publishes nothing once it is cancelled`(stage: String) async throws {
        try await WorkerRig.with { rig in
            let hook = Hook()
            // The worker learns of it as of any cancellation, by the event, which takes a moment: so each later stage
            // waits for the word.
            let worker = try rig.worker(observer: hook.observer)
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            hook.after(stage) { rig.cancelAndWait(id, worker) }
            let record = try await rig.running(worker) { try await rig.ended(id) }
            #expect(record.state.status == .canceled)
            #expect(rig.queue.settled.map(\.outcome) == [.canceled])
            #expect(try await rig.result(id) == nil)
        }
    }

    @Test(arguments: stages)
    func `publishes nothing and keeps nothing once it is erased`(stage: String) async throws {
        try await WorkerRig.with { rig in
            let hook = Hook()
            let worker = try rig.worker(observer: hook.observer)
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            let erased = Latch()
            hook.after(stage) {
                rig.block {
                    // As the gateway does it; that the worker is told to stop is not waited for.
                    try await rig.store.erase(ObjectID(tenant: "default", name: id.rawValue))
                    worker.evict(
                        tenant: "default",
                        digests: [TestEngine.woman, TestEngine.man].map { ContentDigest(of: $0).description }
                    )
                    erased.open()
                }
            }
            let record = try await rig.running(worker) {
                await erased.wait()
                await rig.waitForSettlements(1)
                return try #require(try await rig.queue.record(of: id))
            }
            #expect(record.state.status == .canceled || record.failureCode == "gone")
            #expect(try await rig.result(id) == nil)
            #expect(worker.cachedBytes == CachedBytes())
        }
    }

    @Test(arguments: stages)
    func `is neither published nor settled once its lease is lost`(stage: String) async throws {
        try await WorkerRig.with { rig in
            let hook = Hook()
            let clock = ManualClock()
            let lost = Latch()
            var observer = hook.observer
            observer.leaseLost = { lost.open() }
            let worker = try rig.worker(observer: observer, clock: clock) { $0.slots = 1 }
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            hook.after(stage) {
                rig.queue.fail("cut off")
                clock.advance(by: .seconds(15))
            }
            try await rig.running(worker) { await lost.wait() }
            #expect(rig.queue.settled.isEmpty)
            #expect(try await rig.result(id) == nil)
            rig.queue.fail(nil)
        }
    }

    @Test func `expires when its deadline passes while it runs`() async throws {
        try await WorkerRig.with { rig in
            let hook = Hook()
            let clock = ManualClock()
            let worker = try rig.worker(observer: hook.observer, clock: clock)
            let deadlines = TaskDeadlines(total: .seconds(3))
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man, deadlines: deadlines)
            hook.after("source") {
                clock.advance(by: .milliseconds(3_001))
                rig.wall.advance(by: .milliseconds(3_001))
            }
            let record = try await rig.running(worker) { try await rig.ended(id) }
            #expect(record.state.status == .expired)
            #expect(try await rig.result(id) == nil)
        }
    }

    @Test func `adopts the result that another attempt published`() async throws {
        try await WorkerRig.with { rig in
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            let media = MediaDescription(contentType: "image/png", width: 7, height: 5)
            let other = Content([1, 2, 3])
            _ = try await rig.store.putResult(ObjectID(tenant: "default", name: id.rawValue), other, media: media)
            let report = try await rig.running(try rig.worker()) { try await rig.report(id) }
            #expect(report.result?.image.sha256 == other.sum.digest.description)
            #expect(report.result?.image.width == 7)
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A worker that is to stop` {
    /// Blocks the slot that ends a stage until it is told to go on.
    private final class Gate: Sendable {
        let reached = Latch()
        let open = Latch()
        private let stage: String
        private let isUsed = Atomic(false)

        init(after stage: String) { self.stage = stage }

        func observer(_ rig: WorkerRig) -> WorkerObserver {
            var observer = WorkerObserver()
            observer.stage = { name, _ in
                guard name == self.stage, !self.isUsed.exchange(true, ordering: .acquiringAndReleasing) else { return }
                self.reached.open()
                rig.block { await self.open.wait() }
            }
            return observer
        }
    }

    @Test func `finishes what runs and claims nothing more`() async throws {
        try await WorkerRig.with { rig in
            let gate = Gate(after: "source")
            let worker = try rig.worker(observer: gate.observer(rig)) { $0.slots = 1 }
            let running = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            let waiting = try await rig.submit(source: TestEngine.man, target: TestEngine.woman)
            try await testGracefulShutdown { trigger in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await worker.run() }
                    await gate.reached.wait()
                    #expect(try await rig.queue.counts().running == 1, "one slot takes one task")
                    #expect(worker.isReady)
                    trigger.triggerGracefulShutdown()
                    #expect(!worker.isReady)
                    gate.open.open()
                    try await group.waitForAll()
                }
            }
            #expect(try await rig.queue.record(of: running)?.state.status == .succeeded)
            #expect(try await rig.queue.record(of: waiting)?.state.status == .queued)
        }
    }

    @Test func `gives back, uncounted, what does not end within the grace`() async throws {
        try await WorkerRig.with { rig in
            let gate = Gate(after: "source")
            let clock = ManualClock()
            let worker = try rig.worker(observer: gate.observer(rig), clock: clock) { configuration in
                configuration.slots = 1
                configuration.drainGrace = .seconds(4)
            }
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            try await testGracefulShutdown { trigger in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await worker.run() }
                    await gate.reached.wait()
                    trigger.triggerGracefulShutdown()
                    // Heartbeat, caches and the grace.
                    await clock.waitForSleepers(3)
                    clock.advance(by: .seconds(4))
                    await rig.waitForDrain(of: worker)
                    gate.open.open()
                    try await group.waitForAll()
                }
            }
            let record = try #require(try await rig.queue.record(of: id))
            #expect(record.state.status == .queued)
            #expect(record.state.attempts == 0)
            #expect(record.state.deliveries == 0)
            #expect(rig.queue.settled.map(\.outcome) == [.released])
        }
    }

    @Test func `does not begin when the engine does not work`() async throws {
        try await WorkerRig.with { rig in
            let engine = try TestEngine.engine()
            let broken = FusionEngine(pipeline: engine.pipeline, listings: engine.listings, warmUp: ([1, 2], [3, 4]))
            let parts = WorkerParts(queue: rig.queue, store: rig.store, wallClock: rig.wall.clock)
            let worker = try FusionWorker(engine: broken, parts: parts)
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            await #expect(throws: WorkerError.self) { try await worker.run() }
            #expect(!worker.isReady)
            #expect(try await rig.queue.record(of: id)?.state.status == .queued)
        }
    }
}
