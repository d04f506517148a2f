// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import ImageCodecs
import Imaging
import Synchronization
import TestSupport
import Testing

@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `The memory budget` {
    /// Somebody who holds bytes until told to let go.
    private struct Holder {
        let begun = Latch()
        let end = Latch()

        func start(_ byteCount: Int, of budget: MemoryBudget) -> Task<Void, any Error> {
            Task {
                try await budget.hold(byteCount) {
                    begun.open()
                    await end.wait()
                }
            }
        }
    }

    /// Adds up what is held at once, and counts when it was too much for more than one.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, count: 0, most: 0, excesses: 0))
        private let limit: Int

        init(limit: Int) { self.limit = limit }

        var most: Int { state.withLock(\.most) }
        var excesses: Int { state.withLock(\.excesses) }

        func add(_ byteCount: Int) {
            state.withLock { state in
                state.now += byteCount
                state.count += 1
                state.most = max(state.most, state.now)
                if state.now > limit, state.count > 1 { state.excesses += 1 }
            }
        }

        func remove(_ byteCount: Int) {
            state.withLock { state in
                state.now -= byteCount
                state.count -= 1
            }
        }
    }

    /// Waits until so many wait: they have to be seen in the queue before the test goes on.
    private func waiters(_ count: Int, of budget: MemoryBudget) async {
        await until { budget.waiterCount == count }
    }

    @Test func `is held while the work lasts, also when it throws`() async throws {
        let budget = MemoryBudget(limit: 100)
        try await budget.hold(60) { #expect(budget.taken == 60) }
        #expect(budget.taken == 0)
        await #expect(throws: Interruption.stopped) { try await budget.hold(60) { throw Interruption.stopped } }
        #expect(budget.taken == 0)
    }

    @Test func `is given first come, first served, so that a large request's turn comes`() async throws {
        let budget = MemoryBudget(limit: 100)
        let (first, large, small) = (Holder(), Holder(), Holder())
        let tasks = [first.start(60, of: budget)]
        await first.begun.wait()
        let waiting = large.start(80, of: budget)
        await waiters(1, of: budget)
        let behind = small.start(10, of: budget)
        await until { budget.waiterCount == 2 || small.begun.isOpen }
        #expect(!small.begun.isOpen, "there is room for it, but it came later")
        first.end.open()
        await large.begun.wait()
        await small.begun.wait()
        #expect(budget.taken == 90)
        large.end.open()
        small.end.open()
        for task in tasks + [waiting, behind] { try await task.value }
        #expect(budget.taken == 0)
    }

    @Test func `lets in alone what is larger than all of it`() async throws {
        let budget = MemoryBudget(limit: 100)
        let (small, huge) = (Holder(), Holder())
        let one = small.start(1, of: budget)
        await small.begun.wait()
        let two = huge.start(1_000, of: budget)
        await waiters(1, of: budget)
        #expect(!huge.begun.isOpen)
        small.end.open()
        await huge.begun.wait()
        #expect(budget.taken == 1_000)
        huge.end.open()
        try await one.value
        try await two.value
    }

    @Test func `a wait that is cancelled leaves the line, and whoever fits then goes on`() async throws {
        let budget = MemoryBudget(limit: 100)
        let (first, large, small) = (Holder(), Holder(), Holder())
        let one = first.start(60, of: budget)
        await first.begun.wait()
        let two = large.start(80, of: budget)
        await waiters(1, of: budget)
        let three = small.start(40, of: budget)
        await waiters(2, of: budget)
        two.cancel()
        await #expect(throws: CancellationError.self) { try await two.value }
        await small.begun.wait()
        #expect(budget.taken == 100)
        first.end.open()
        small.end.open()
        try await one.value
        try await three.value
        #expect(budget.taken == 0)
    }

    @Test func `is never exceeded by random requests, and everyone's turn comes`() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let requests = (0..<2_000).map { _ in Int.random(in: 1...120, using: &generator) }
        let budget = MemoryBudget(limit: 100)
        let gauge = Gauge(limit: 100)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for request in requests {
                group.addTask {
                    try await budget.hold(request) {
                        gauge.add(request)
                        await Task.yield()
                        gauge.remove(request)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(gauge.excesses == 0, "seed \(seed)")
        #expect(gauge.most >= 100, "seed \(seed)")
        #expect(budget.taken == 0, "seed \(seed)")
    }

    /// The estimate for a square RGB PNG.
    private static func estimate(
        side: Int,
        bitDepth: Int,
        fileByteCount: Int,
        output: OutputOptions = OutputOptions()
    ) throws -> Int {
        var file = PNGBuilder(width: 1, height: 1, bitDepth: bitDepth, colorType: 2).file { _, _, _ in 0 }
        // Width and height stand behind signature and the chunk's name.
        file.replaceSubrange(16..<24, with: PNGBuilder.big32(side) + PNGBuilder.big32(side))
        let photo = StoredImage(sha256: "", bytes: 65_000, width: 768, height: 768)
        return MemoryEstimate.byteCount(
            target: try ImageHeader.parse(PNGBuilder.withChecksums(file).span),
            fileByteCount: fileByteCount,
            photos: [photo],
            output: output
        )
    }

    @Test(arguments: [(768, 8, 17), (4_900, 8, 243), (4_900, 16, 485), (7_071, 8, 445), (7_071, 16, 948)])
    func `is asked for no less than was measured`(side: Int, bitDepth: Int, megabytes: Int) throws {
        let estimate = try Self.estimate(side: side, bitDepth: bitDepth, fileByteCount: 0)
        #expect(estimate >= megabytes << 20)
        #expect(estimate < (megabytes + 20) << 20 + (megabytes << 20) / 4, "nor for much more")
    }

    @Test func `is asked for more where the result is lossless WebP`() throws {
        let output = OutputOptions(format: .webp)
        let plain = try Self.estimate(side: 4_900, bitDepth: 8, fileByteCount: 0)
        let webp = try Self.estimate(side: 4_900, bitDepth: 8, fileByteCount: 0, output: output)
        #expect(webp >= 477 << 20)
        #expect(plain < 300 << 20)
    }

    @Test func `four targets of 50 megapixels at once do not exceed the default`() async throws {
        let byteCount = try Self.estimate(side: 7_071, bitDepth: 8, fileByteCount: 20_000_000)
        let limit = WorkerConfiguration().memoryBudgetBytes
        #expect(byteCount < limit, "one of them fits")
        let budget = MemoryBudget(limit: limit)
        let gauge = Gauge(limit: limit)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await budget.hold(byteCount) {
                        gauge.add(byteCount)
                        await Task.yield()
                        gauge.remove(byteCount)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(gauge.excesses == 0)
        #expect((byteCount...limit).contains(gauge.most))
    }
}
