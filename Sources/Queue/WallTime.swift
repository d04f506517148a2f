// SPDX-License-Identifier: Apache-2.0

/// Milliseconds since 1970 by a clock that may jump: for deadlines and for people, never for leases.
public struct WallTime: Hashable, Comparable, Sendable {
    /// The number of milliseconds.
    public let milliseconds: Int

    /// A time.
    public init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// The time so much later.
    public func advanced(by duration: Duration) -> WallTime {
        WallTime(milliseconds: milliseconds + duration.wholeMilliseconds)
    }

    /// The earlier first.
    public static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }
}

extension Duration {
    /// Rounded down.
    package var wholeMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
