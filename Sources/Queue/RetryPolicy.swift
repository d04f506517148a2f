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
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in task.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash ^= UInt64(attempts)
        // FNV-1a leaves its high bits poorly mixed for short names; the finalizer of MurmurHash3 spreads them.
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        hash ^= hash >> 33
        return .milliseconds(Int(hash % UInt64(bound + 1)))
    }
}
