// SPDX-License-Identifier: Apache-2.0

/// How often and when a failed task is tried again.
public struct RetryPolicy: Hashable, Sendable {
    /// Retries after the first attempt.
    public var retries = 3
    /// The backoff's upper bound at the first retry; it doubles with each further one.
    public var backoffFirst = Duration.seconds(1)
    /// The upper bound's bound.
    public var backoffMax = Duration.seconds(60)
    /// The wait after running out of device memory.
    public var outOfMemoryDelay = Duration.seconds(60)
    /// A task that ended its process this often while running alone is a dead letter.
    public var crashesAloneMax = 3

    /// The defaults.
    public init() {}

    /// The wait before the attempt after `attempts` failures: full jitter, between nothing and the backoff.
    ///
    /// The jitter is a hash of task and attempt, not a draw: a repeated call gives the same answer, and tasks that
    /// failed together spread all the same.
    /// Source: "Exponential Backoff And Jitter", AWS Architecture Blog 2015.
    public func backoff(task: TaskID, attempts: Int) -> Duration {
        let doublings = min(max(attempts - 1, 0), 30)
        let bound = min(backoffFirst.wholeMilliseconds << doublings, backoffMax.wholeMilliseconds)
        return .milliseconds(Int(StableHash.of(task.rawValue, UInt64(attempts)) % UInt64(bound + 1)))
    }
}
