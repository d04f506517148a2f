// SPDX-License-Identifier: Apache-2.0

/// Milliseconds by a ``ShardClock``: for leases, retries, retention and the outbox.
public struct ShardTime: Hashable, Comparable, Sendable {
    /// The number of milliseconds; its zero means nothing.
    public let milliseconds: Int

    /// A time.
    public init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// The time so much later.
    public func advanced(by duration: Duration) -> ShardTime {
        ShardTime(milliseconds: milliseconds + duration.wholeMilliseconds)
    }

    /// The earlier first.
    public static func < (left: ShardTime, right: ShardTime) -> Bool { left.milliseconds < right.milliseconds }
}
