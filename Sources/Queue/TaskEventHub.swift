// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Hands state changes to whoever watches in this process.
public final class TaskEventHub: Sendable {
    private struct Watchers {
        var nextKey = 0
        var ofTask: [TaskID: [Int: Watcher]] = [:]
        var ofAll: [Int: Watcher] = [:]
    }

    private struct Watcher {
        let continuation: AsyncStream<TaskEvent>.Continuation
        let loss = TaskEvents.Loss()

        func tell(_ event: TaskEvent) {
            if case .dropped = continuation.yield(event) { loss.isNoted.store(true, ordering: .releasing) }
        }
    }

    /// The newest changes kept for each watcher of one task.
    public static let taskBufferMax = 64
    /// The newest changes kept for each watcher of all.
    public static let allBufferMax = 4096

    private let watchers = Mutex(Watchers())

    /// A hub that nobody watches.
    public init() {}

    /// The number of watchers.
    public var watcherCount: Int {
        watchers.withLock { watchers in watchers.ofAll.count + watchers.ofTask.values.reduce(0) { $0 + $1.count } }
    }

    /// The changes of one task from now on; ends after a terminal one.
    public func events(of task: TaskID) -> TaskEvents {
        let (stream, continuation) = AsyncStream.makeStream(
            of: TaskEvent.self,
            bufferingPolicy: .bufferingNewest(Self.taskBufferMax)
        )
        let watcher = Watcher(continuation: continuation)
        let key = watchers.withLock { watchers in
            watchers.nextKey += 1
            watchers.ofTask[task, default: [:]][watchers.nextKey] = watcher
            return watchers.nextKey
        }
        continuation.onTermination = { [weak self] _ in self?.remove(key, of: task) }
        return TaskEvents(stream, loss: watcher.loss)
    }

    /// Every task's changes from now on.
    public func events() -> TaskEvents {
        let (stream, continuation) = AsyncStream.makeStream(
            of: TaskEvent.self,
            bufferingPolicy: .bufferingNewest(Self.allBufferMax)
        )
        let watcher = Watcher(continuation: continuation)
        let key = watchers.withLock { watchers in
            watchers.nextKey += 1
            watchers.ofAll[watchers.nextKey] = watcher
            return watchers.nextKey
        }
        continuation.onTermination = { [weak self] _ in self?.remove(key) }
        return TaskEvents(stream, loss: watcher.loss)
    }

    /// Tells everyone of a change.
    public func publish(_ event: TaskEvent) {
        let isLast = event.status.isTerminal
        let (ofTask, ofAll) = watchers.withLock { watchers in
            let ofTask = isLast ? watchers.ofTask.removeValue(forKey: event.task) : watchers.ofTask[event.task]
            return (ofTask.map { Array($0.values) } ?? [], Array(watchers.ofAll.values))
        }
        // Outside of the lock: finishing calls `onTermination`, which takes it.
        for watcher in ofTask {
            watcher.tell(event)
            if isLast { watcher.continuation.finish() }
        }
        for watcher in ofAll { watcher.tell(event) }
    }

    /// Changes may have been missed by everyone.
    package func noteLoss() {
        let all = watchers.withLock { watchers in
            Array(watchers.ofAll.values) + watchers.ofTask.values.flatMap { Array($0.values) }
        }
        for watcher in all { watcher.loss.isNoted.store(true, ordering: .releasing) }
    }

    private func remove(_ key: Int, of task: TaskID) {
        watchers.withLock { watchers in
            watchers.ofTask[task]?[key] = nil
            if watchers.ofTask[task]?.isEmpty == true { watchers.ofTask[task] = nil }
        }
    }

    private func remove(_ key: Int) { watchers.withLock { _ = $0.ofAll.removeValue(forKey: key) } }
}
