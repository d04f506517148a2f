// SPDX-License-Identifier: Apache-2.0

import Queue
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The doorbell` {
    private let pool: WorkerPool = [Route("cpu")]
    private let flow = Flow(priority: .normal, route: Route("cpu"))

    @Test func `keeps what rang while nobody waited, up to its bound`() async {
        let bell = Doorbell()
        bell.ring(flow, count: 1000)
        for _ in 0..<Doorbell.keptMax { await bell.wait(for: pool) }
        let waiting = Task { await bell.wait(for: pool) }
        while bell.waiterCount == 0 { await Task.yield() }
        bell.ring(flow)
        await waiting.value
        #expect(bell.waiterCount == 0)
    }

    @Test func `does not wake who waits for another route or class`() async {
        let bell = Doorbell()
        let waiting = Task { await bell.wait(for: WorkerPool(routes: [flow.route], classes: [.vip, .normal])) }
        while bell.waiterCount == 0 { await Task.yield() }
        bell.ring(Flow(priority: .normal, route: Route("gpu")))
        bell.ring(Flow(priority: .bulk, route: flow.route))
        #expect(bell.waiterCount == 1)
        bell.ringAll()
        await waiting.value
    }

    @Test func `lets go of a cancelled wait, begun or not`() async {
        let bell = Doorbell()
        let begun = Task { await bell.wait(for: pool) }
        while bell.waiterCount == 0 { await Task.yield() }
        begun.cancel()
        await begun.value
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await bell.wait(for: pool)
        }
        await cancelled.value
        #expect(bell.waiterCount == 0)
        // A wait that was given up takes no ring with it.
        bell.ring(flow)
        await bell.wait(for: pool)
    }
}
