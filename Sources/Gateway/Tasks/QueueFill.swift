// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Synchronization

/// About how many tasks wait: counted once a second, and with what was accepted since.
///
/// The queue itself has the last word.
///
/// With it a full queue is told before a picture is written, and without asking the queue for every request.
final class QueueFill: Sendable {
    private struct State {
        var counts = QueueCounts()
        var accepted = 0
    }

    private let state = Mutex(State())

    /// The queue was counted.
    func note(_ counts: QueueCounts) { state.withLock { $0 = State(counts: counts) } }

    /// Lets one more task in.
    ///
    /// - Throws: `full` when there is no room.
    func admit(waitingMax: Int) throws(TaskQueueError) {
        let waiting = state.withLock { state in
            let waiting = state.counts.waiting + state.accepted
            if waiting < waitingMax { state.accepted += 1 }
            return waiting
        }
        guard waiting < waitingMax else { throw .full(waiting: waiting, limit: waitingMax) }
    }
}
