// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Where calls wait for the writing thread, which takes all that came while it wrote: the group of the next commit.
final class Inbox: Sendable {
    private struct Content {
        var operations: [Operation] = []
        var isClosed = false
        var isDone = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    /// The most operations in one transaction.
    static let groupMax = 512

    private let content = Mutex(Content())
    private let arrival = DispatchSemaphore(value: 0)

    init() {}

    /// Whether it was taken; a closed inbox takes none.
    func put(_ operation: Operation) -> Bool {
        let (isTaken, wakes) = content.withLock { content in
            guard !content.isClosed else { return (false, false) }
            content.operations.append(operation)
            return (true, content.operations.count == 1)
        }
        if wakes { arrival.signal() }
        return isTaken
    }

    /// The next group; blocks until there is one.
    ///
    /// - Returns: `nil` when it is closed and empty.
    func next() -> [Operation]? {
        while true {
            let (group, isOver) = content.withLock { content in
                let group = Array(content.operations.prefix(Self.groupMax))
                content.operations.removeFirst(group.count)
                return (group, group.isEmpty && content.isClosed)
            }
            if !group.isEmpty { return group }
            if isOver { return nil }
            arrival.wait()
        }
    }

    /// Takes nothing more; what is in it will be done.
    func close() {
        content.withLock { $0.isClosed = true }
        arrival.signal()
    }

    /// Closes, and returns when the thread has ended.
    func closeAndWait() async {
        close()
        await withCheckedContinuation { continuation in
            let isDone = content.withLock { content in
                if !content.isDone { content.closers.append(continuation) }
                return content.isDone
            }
            if isDone { continuation.resume() }
        }
    }

    /// The thread has ended.
    func finish() {
        let closers = content.withLock { content in
            content.isDone = true
            defer { content.closers = [] }
            return content.closers
        }
        for closer in closers { closer.resume() }
    }
}
