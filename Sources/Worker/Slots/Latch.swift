// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A signal that is given once and stays given.
final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var nextKey = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var canceled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// Whether the signal was given.
    var isOpen: Bool { state.withLock(\.isOpen) }

    /// Gives the signal.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting.removeAll() }
            return state.waiting.values.map(\.self)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns once the signal is given, or the task is cancelled.
    func wait() async {
        let key = state.withLock { state in
            state.nextKey += 1
            return state.nextKey
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !enter(key, continuation) { continuation.resume() }
            }
        } onCancel: {
            leave(key)
        }
        state.withLock { _ = $0.canceled.remove(key) }
    }

    /// Whether there is anything to wait for.
    private func enter(_ key: Int, _ continuation: CheckedContinuation<Void, Never>) -> Bool {
        state.withLock { state in
            guard !state.isOpen, state.canceled.remove(key) == nil else { return false }
            state.waiting[key] = continuation
            return true
        }
    }

    /// The cancellation may come before the wait has begun, and after it has ended.
    private func leave(_ key: Int) {
        let continuation = state.withLock { state in
            let continuation = state.waiting.removeValue(forKey: key)
            if continuation == nil { state.canceled.insert(key) }
            return continuation
        }
        continuation?.resume()
    }
}
