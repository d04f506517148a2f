// SPDX-License-Identifier: Apache-2.0

public import Queue
import Synchronization

/// A wall clock that stands still until it is moved.
public final class ManualWall: Sendable {
    private let time: Mutex<WallTime>

    /// A clock at a time.
    public init(at milliseconds: Int = 1_800_000_000_000) { time = Mutex(WallTime(milliseconds: milliseconds)) }

    /// The time now.
    public var now: WallTime { time.withLock { $0 } }
    /// The same as the queue wants it.
    public var clock: WallClock { WallClock { self.now } }

    /// Moves the clock, backwards where the duration is negative.
    public func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}
