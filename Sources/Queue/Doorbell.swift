// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Wakes slots that found nothing to claim: a hint, never the truth.
///
/// A ring that nobody waits for is kept, up to 64 for each flow, so that work that arrives between an empty claim and
/// the wait for it is not missed. Whoever wakes claims again, and may find nothing.
public final class Doorbell: Sendable {
    private struct Waiter {
        var flows: Set<Flow>
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct Waiters {
        var nextKey = 0
        var waiting: [Int: Waiter] = [:]
        var kept: [Flow: Int] = [:]
        var canceled: Set<Int> = []
        var listeners: [AsyncStream<Void>.Continuation] = []
    }

    /// The most rings kept for a flow.
    public static let keptMax = 64

    private let waiters = Mutex(Waiters())

    /// A bell that has not rung.
    public init() {}

    /// Says that somebody has come to wait, or waits already; for those who bring rings from elsewhere.
    package func arrivals() -> AsyncStream<Void> {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        waiters.withLock { $0.listeners.append(arrived) }
        arrived.yield()
        return arrivals
    }

    /// The flows that somebody waits for now.
    package var awaitedFlows: Set<Flow> {
        waiters.withLock { waiters in waiters.waiting.values.reduce(into: []) { $0.formUnion($1.flows) } }
    }

    /// The number of slots that wait.
    public var waiterCount: Int { waiters.withLock(\.waiting.count) }

    /// Wakes up to `count` slots that wait for the flow, those first that have waited longest.
    public func ring(_ flow: Flow, count: Int = 1) {
        let woken = waiters.withLock { waiters in
            let keys = waiters.waiting.filter { $0.value.flows.contains(flow) }.keys.sorted().prefix(count)
            let woken = keys.compactMap { waiters.waiting.removeValue(forKey: $0)?.continuation }
            let left = waiters.kept[flow, default: 0] + count - woken.count
            waiters.kept[flow] = min(left, Self.keptMax)
            return woken
        }
        for continuation in woken { continuation.resume() }
    }

    /// Wakes everyone.
    public func ringAll() {
        let woken = waiters.withLock { waiters in
            defer { waiters.waiting.removeAll() }
            return waiters.waiting.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Returns at the next ring for one of the pool's flows, at once for one that was kept, or when the task is
    /// cancelled.
    public func wait(for pool: WorkerPool) async {
        let key = waiters.withLock { waiters in
            waiters.nextKey += 1
            return waiters.nextKey
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard enter(key, Waiter(flows: Set(pool.flows), continuation: continuation)) else {
                    return continuation.resume()
                }
                for listener in waiters.withLock(\.listeners) { listener.yield() }
            }
        } onCancel: {
            leave(key)
        }
        waiters.withLock { _ = $0.canceled.remove(key) }
    }

    /// Whether the slot has to wait.
    private func enter(_ key: Int, _ waiter: Waiter) -> Bool {
        waiters.withLock { waiters in
            guard waiters.canceled.remove(key) == nil else { return false }
            for flow in waiter.flows where waiters.kept[flow, default: 0] > 0 {
                waiters.kept[flow, default: 0] -= 1
                return false
            }
            waiters.waiting[key] = waiter
            return true
        }
    }

    /// The cancellation may come before the wait has begun, and after it has ended.
    private func leave(_ key: Int) {
        let continuation = waiters.withLock { waiters in
            let waiter = waiters.waiting.removeValue(forKey: key)
            if waiter == nil { waiters.canceled.insert(key) }
            return waiter?.continuation
        }
        continuation?.resume()
    }
}
