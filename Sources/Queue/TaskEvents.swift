// SPDX-License-Identifier: Apache-2.0

/// State changes of one task or of all, as they are committed.
///
/// Each watcher has a bounded buffer of the newest changes; a slow one misses older ones, never the last. A
/// terminal change ends the sequence of one task.
public struct TaskEvents: AsyncSequence, Sendable {
    private let stream: AsyncStream<TaskEvent>

    init(_ stream: AsyncStream<TaskEvent>) { self.stream = stream }

    /// Starts to watch; changes since the sequence was made are in its buffer.
    public func makeAsyncIterator() -> AsyncStream<TaskEvent>.Iterator { stream.makeAsyncIterator() }
}
