// SPDX-License-Identifier: Apache-2.0

import Dispatch
import FusionAPI
import Queue
import QueueReference
import TestSupport
import Testing

@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `Slots` {
    @Test func `wait longer and longer while the queue is unavailable, then go on`() async throws {
        try await WorkerRig.with { rig in
            let clock = ManualClock()
            let worker = try rig.worker(clock: clock) { configuration in
                configuration.slots = 1
                // So that nothing else sleeps that would wake in between.
                configuration.leaseBeat = .seconds(1_000_000)
                configuration.leaseBeatRetry = .seconds(1_000_000)
            }
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            rig.queue.fail("cut off")
            let waits = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5].map { Duration.seconds($0) }
            let record = try await rig.running(worker) {
                for (number, wait) in waits.enumerated() {
                    // Heartbeat, caches, and the slot.
                    await clock.waitForSleepers(3)
                    clock.advance(by: wait - .milliseconds(1))
                    #expect(clock.sleeperCount == 3, "too early after \(wait)")
                    if number == waits.count - 1 { rig.queue.fail(nil) }
                    clock.advance(by: .milliseconds(1))
                }
                return try await rig.ended(id)
            }
            #expect(record.state.status == .succeeded)
        }
    }

    @Test func `settle what a stand-in says, and its refusals, without a picture being there`() async throws {
        try await WorkerRig.with { rig in
            var parts = WorkerParts(queue: rig.queue, store: rig.store, wallClock: rig.wall.clock)
            parts.logger = WorkerRig.silent
            let worker = try FusionWorker(
                standIn: { request in
                    if case .detection = request { throw Problem(.noFaceDetected, "no face") }
                    var report = TaskReport()
                    report.faces = [TaskView.Face(index: 0, box: [1, 2, 3, 4], score: 1, fused: true)]
                    return report
                },
                parts: parts
            )
            try await rig.running(worker) {
                let fusion = try await rig.submit(source: [1], target: [2])
                #expect(try await rig.report(fusion).faces.count == 1)
                let search = try await rig.submit(detectionIn: [3])
                #expect(try await rig.problem(search).code == .noFaceDetected)
            }
        }
    }

    @Test func `that rest are woken by the bell`() async throws {
        try await WorkerRig.with { rig in
            let worker = try rig.worker(clock: ManualClock())
            let record = try await rig.running(worker) {
                await until { rig.queue.doorbell.waiterCount == 2 }
                let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
                return try await rig.ended(id)
            }
            #expect(record.state.status == .succeeded)
        }
    }

    @Test func `that rest look again after a while, so that a lost ring costs no more`() async throws {
        try await WorkerRig.with { rig in
            let clock = ManualClock()
            let worker = try rig.worker(clock: clock) { $0.slots = 1 }
            try await rig.queue.pause()
            let id = try await rig.submit(source: TestEngine.woman, target: TestEngine.man)
            let record = try await rig.running(worker) {
                // The ring of the paused task is heard and leads to nothing.
                await until { rig.queue.doorbell.waiterCount == 1 }
                try await rig.queue.resume()
                await clock.waitForSleepers(3)
                clock.advance(by: .seconds(2))
                return try await rig.ended(id)
            }
            #expect(record.state.status == .succeeded)
        }
    }

    @Test func `that all compute do not hold up the heartbeat`() async throws {
        try await WorkerRig.with { rig in
            let clock = ManualClock()
            let (busy, gate) = (Counter(), DispatchSemaphore(value: 0))
            var observer = WorkerObserver()
            observer.stage = { name, _ in
                guard name == "source" else { return }
                busy.add()
                gate.wait()
            }
            let worker = try rig.worker(observer: observer, clock: clock)
            let ids = [
                try await rig.submit(source: TestEngine.woman, target: TestEngine.man),
                try await rig.submit(source: TestEngine.man, target: TestEngine.woman),
            ]
            let ends = try await rig.running(worker) {
                await until { busy.value == 2 }
                // Both slots' threads are blocked; a lease lasts 15 seconds.
                for _ in 0..<8 {
                    await clock.waitForSleepers(2)
                    clock.advance(by: .seconds(5))
                    rig.wall.advance(by: .seconds(5))
                    await until {
                        await worker.keeper.holds.values.allSatisfy { $0.remaining == .seconds(15) }
                    }
                }
                #expect(try await rig.queue.tick().expiredLeases == 0)
                for _ in ids { gate.signal() }
                return [try await rig.ended(ids[0]), try await rig.ended(ids[1])]
            }
            #expect(ends.map(\.state.status) == [.succeeded, .succeeded])
        }
    }

    @Test func `take no task that they do not run`() async throws {
        try await WorkerRig.with { rig in
            let gate = DispatchSemaphore(value: 0)
            let busy = Counter()
            var observer = WorkerObserver()
            observer.stage = { name, _ in
                guard name == "fetch" else { return }
                busy.add()
                gate.wait()
            }
            for _ in 0..<5 { _ = try await rig.submit(source: TestEngine.woman, target: TestEngine.man) }
            try await rig.running(try rig.worker(observer: observer)) {
                await until { busy.value == 2 }
                let counts = try await rig.queue.counts()
                #expect(counts.running == 2)
                #expect(counts.waiting == 3)
                for _ in 0..<20 { gate.signal() }
            }
        }
    }
}
