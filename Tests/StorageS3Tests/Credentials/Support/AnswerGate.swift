// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Holds answers back until it is opened or enough have announced themselves.
final class AnswerGate: Sendable {
    private struct State {
        var isOpen = true
        var heldCount = 0
        var announcedCount = 0
        var neededCount = 0

        var lets: Bool { isOpen && announcedCount >= neededCount }
    }

    private let state = Mutex(State())

    /// Returns when it is open.
    func pass() async {
        state.withLock { $0.heldCount += 1 }
        while !state.withLock({ $0.lets }) { await Task.yield() }
    }

    /// Returns when an answer is held back.
    func waitUntilHeld() async {
        while state.withLock({ $0.heldCount }) == 0 { await Task.yield() }
    }

    func close() {
        state.withLock {
            $0.isOpen = false
            $0.heldCount = 0
        }
    }

    func open() { state.withLock { $0.isOpen = true } }

    /// From now on so many have to announce themselves.
    func demand(_ count: Int) { state.withLock { $0.neededCount = $0.announcedCount + count } }

    func announce() { state.withLock { $0.announcedCount += 1 } }
}
