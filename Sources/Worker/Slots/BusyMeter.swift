// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// How many slots are at work, and what a task takes: a mean in which the newest tenth counts most.
final class BusyMeter: Sendable {
    private let state = Mutex<(running: Int, mean: Duration?)>((0, nil))

    var running: Int { state.withLock(\.running) }
    var mean: Duration? { state.withLock(\.mean) }

    func begin() { state.withLock { $0.running += 1 } }

    func end(after time: Duration) {
        state.withLock { state in
            state.running -= 1
            state.mean = state.mean.map { $0 + (time - $0) / 10 } ?? time
        }
    }
}
