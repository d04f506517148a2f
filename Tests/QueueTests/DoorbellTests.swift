// SPDX-License-Identifier: Apache-2.0

import Queue
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The doorbell` {
    private let route = Route("cpu")

    @Test func `keeps what rang while nobody waited, up to its bound`() async {
        let bell = Doorbell()
        bell.ring(route, count: 1000)
        for _ in 0..<Doorbell.keptMax { await bell.wait(for: [route]) }
        let waiting = Task { await bell.wait(for: [route]) }
        while bell.waiterCount == 0 { await Task.yield() }
        bell.ring(route)
        await waiting.value
        #expect(bell.waiterCount == 0)
    }

    @Test func `does not wake who waits for another route`() async {
        let bell = Doorbell()
        let waiting = Task { await bell.wait(for: [route]) }
        while bell.waiterCount == 0 { await Task.yield() }
        bell.ring(Route("gpu"))
        #expect(bell.waiterCount == 1)
        bell.ringAll()
        await waiting.value
    }

    @Test func `lets go of a cancelled wait, begun or not`() async {
        let bell = Doorbell()
        let begun = Task { await bell.wait(for: [route]) }
        while bell.waiterCount == 0 { await Task.yield() }
        begun.cancel()
        await begun.value
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await bell.wait(for: [route])
        }
        await cancelled.value
        #expect(bell.waiterCount == 0)
        // A wait that was given up takes no ring with it.
        bell.ring(route)
        await bell.wait(for: [route])
    }
}
