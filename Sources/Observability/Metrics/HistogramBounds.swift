// SPDX-License-Identifier: Apache-2.0

/// The upper bounds of a histogram's buckets.
public struct HistogramBounds: Sendable {
    /// In nanoseconds, each above the one before it; a bucket holds what is at most its bound.
    let nanoseconds: [Int]

    /// Bounds in milliseconds, each above the one before it; a last bucket without a bound comes of itself.
    public init(milliseconds: [Double]) {
        let nanoseconds = milliseconds.map { Int(($0 * 1e6).rounded()) }
        precondition(!nanoseconds.isEmpty, "a histogram has at least one bound")
        precondition(
            zip(nanoseconds, nanoseconds.dropFirst()).allSatisfy { $0 < $1 },
            "bounds ascend, but \(milliseconds) do not"
        )
        self.nanoseconds = nanoseconds
    }

    /// 5 ms to 60 s, for a whole task.
    public static let task = HistogramBounds(
        milliseconds: [5, 10, 20, 35, 50, 75, 100, 150, 200, 350, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000]
    )
    /// 0.5 ms to 10 s, for one of a task's stages.
    public static let stage = HistogramBounds(
        milliseconds: [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]
    )
    /// 1 ms to 60 s, for an answer over HTTP; a client may ask to wait a minute.
    public static let http = HistogramBounds(
        milliseconds: [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000]
    )
}
