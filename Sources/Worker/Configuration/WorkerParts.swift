// SPDX-License-Identifier: Apache-2.0

public import Logging
public import Queue
public import Storage

/// What a worker works with.
public struct WorkerParts: Sendable {
    /// Where the tasks come from.
    public var queue: any TaskQueue
    /// Where pictures are read and results are published.
    public var store: any ObjectStore
    /// What is counted.
    public var observer = WorkerObserver()
    /// Tells how long a task has waited.
    public var wallClock: WallClock
    /// Where the log goes.
    public var logger = Logger(label: "worker")

    /// The parts; log and observer have defaults.
    public init(queue: any TaskQueue, store: any ObjectStore, wallClock: WallClock) {
        self.queue = queue
        self.store = store
        self.wallClock = wallClock
    }
}
