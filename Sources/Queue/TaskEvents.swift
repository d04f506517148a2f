// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// State changes of one task or of all, as they are committed.
///
/// Each watcher has a bounded buffer of the newest changes; a slow one misses older ones, never the last. A
/// terminal change ends the sequence of one task.
public struct TaskEvents: AsyncSequence, Sendable {
    /// Whether a watcher was too slow.
    final class Loss: Sendable {
        let isNoted = Atomic(false)
    }

    private let stream: AsyncStream<TaskEvent>
    private let loss: Loss

    init(_ stream: AsyncStream<TaskEvent>, loss: Loss) {
        self.stream = stream
        self.loss = loss
    }

    /// Starts to watch; changes since the sequence was made are in its buffer.
    public func makeAsyncIterator() -> AsyncStream<TaskEvent>.Iterator { stream.makeAsyncIterator() }

    /// Notes that whoever took changes out of here could not pass all of them on.
    public func noteLoss() { loss.isNoted.store(true, ordering: .releasing) }

    /// Whether changes were missed since this was asked before.
    public func takeLoss() -> Bool { loss.isNoted.exchange(false, ordering: .acquiringAndReleasing) }
}
