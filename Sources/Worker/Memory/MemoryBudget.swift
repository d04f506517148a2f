// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Memory for pictures, in bytes, shared by all slots: taken before anything is decoded, first come, first served.
///
/// What is larger than the whole budget is let in alone. A small request does not pass a large one that waits, so that
/// the large one's turn comes.
final class MemoryBudget: Sendable {
    private struct Waiter {
        var key: Int
        var byteCount: Int
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var taken = 0
        var nextKey = 0
        var waiting: [Waiter] = []
        var canceled: Set<Int> = []

        func fits(_ byteCount: Int, limit: Int) -> Bool { taken == 0 || taken + byteCount <= limit }
    }

    /// The most bytes that are taken at once, one large request excepted.
    let limit: Int
    private let state = Mutex(State())

    /// A budget of so many bytes.
    init(limit: Int) { self.limit = limit }

    /// The bytes that are taken now.
    var taken: Int { state.withLock(\.taken) }
    /// How many wait.
    var waiterCount: Int { state.withLock(\.waiting.count) }

    /// Takes bytes for as long as the work lasts.
    ///
    /// - Parameters:
    ///   - byteCount: At least 1.
    ///   - work: What they are for.
    /// - Returns: What the work gives.
    /// - Throws: `CancellationError` when the task is cancelled while it waits; what the work throws.
    func hold<Value>(_ byteCount: Int, _ work: () async throws -> Value) async throws -> Value {
        try await take(byteCount)
        defer { give(byteCount) }
        return try await work()
    }

    private func take(_ byteCount: Int) async throws(CancellationError) {
        let key = state.withLock { state in
            state.nextKey += 1
            return state.nextKey
        }
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiter = Waiter(key: key, byteCount: byteCount, continuation: continuation)
                if let answer = enter(waiter) { continuation.resume(returning: answer) }
            }
        } onCancel: {
            leave(key)
        }
        state.withLock { _ = $0.canceled.remove(key) }
        if !isTaken { throw CancellationError() }
    }

    /// Whether the bytes were taken; `nil` while the request waits.
    private func enter(_ waiter: Waiter) -> Bool? {
        state.withLock { state in
            if state.canceled.remove(waiter.key) != nil { return false }
            guard state.waiting.isEmpty, state.fits(waiter.byteCount, limit: limit) else {
                state.waiting.append(waiter)
                return nil
            }
            state.taken += waiter.byteCount
            return true
        }
    }

    private func give(_ byteCount: Int) {
        let admitted = state.withLock { state in
            state.taken -= byteCount
            return admit(&state)
        }
        for waiter in admitted { waiter.continuation.resume(returning: true) }
    }

    /// Lets in whoever is first and fits.
    private func admit(_ state: inout State) -> [Waiter] {
        var admitted: [Waiter] = []
        while let first = state.waiting.first, state.fits(first.byteCount, limit: limit) {
            state.taken += first.byteCount
            admitted.append(state.waiting.removeFirst())
        }
        return admitted
    }

    /// The cancellation may come before the wait has begun, and after it has ended.
    ///
    /// Those behind may fit now.
    private func leave(_ key: Int) {
        let (waiter, admitted) = state.withLock { state -> (Waiter?, [Waiter]) in
            guard let place = state.waiting.firstIndex(where: { $0.key == key }) else {
                state.canceled.insert(key)
                return (nil, [])
            }
            return (state.waiting.remove(at: place), admit(&state))
        }
        waiter?.continuation.resume(returning: false)
        for waiter in admitted { waiter.continuation.resume(returning: true) }
    }
}
