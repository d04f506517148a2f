// SPDX-License-Identifier: Apache-2.0

public import Queue

/// What happens in a worker, for whoever counts it; called on the slots' threads, so it must not block.
public struct WorkerObserver: Sendable {
    /// A stage of a task ended.
    public var stage: @Sendable (_ name: String, _ time: Duration) -> Void = { _, _ in }
    /// A task's run was settled: where the task stands now, and the time since it was claimed.
    public var settled: @Sendable (_ kind: TaskKind, _ status: TaskStatus, _ time: Duration) -> Void = { _, _, _ in }
    /// A failure led to another attempt.
    public var retried: @Sendable (_ code: String) -> Void = { _ in }
    /// A cache was asked: `source` or `target`.
    public var cache: @Sendable (_ name: String, _ hit: Bool) -> Void = { _, _ in }
    /// The leases could not be renewed this time.
    public var beatFailed: @Sendable () -> Void = {}
    /// A task was dropped because its lease had run out or was taken away.
    public var leaseLost: @Sendable () -> Void = {}

    /// Nobody watches.
    public init() {}
}
