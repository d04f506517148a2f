// SPDX-License-Identifier: Apache-2.0

/// A clock that advances by at most two seconds a step and never goes back.
///
/// After an outage, a pause or a jump of the wall clock, leases have at most two seconds less than before, so they do
/// not expire all at once. Someone has to step it at least that often (`tick`), or it runs slow.
public struct ShardClock: Hashable, Sendable {
    /// The most that one step advances.
    public static let stepMax = Duration.seconds(2)

    /// The reading after the last step.
    public private(set) var now: ShardTime
    /// The wall time of the last step.
    public private(set) var wall: WallTime

    /// A clock that starts with the wall clock's reading.
    public init(startingAt wall: WallTime) {
        now = ShardTime(milliseconds: wall.milliseconds)
        self.wall = wall
    }

    /// A clock as it was stored.
    package init(now: ShardTime, wall: WallTime) {
        self.now = now
        self.wall = wall
    }

    /// Advances by what the wall clock advanced, within 0 and two seconds.
    public mutating func step(to wall: WallTime) {
        let passed = wall.milliseconds - self.wall.milliseconds
        let step = min(max(passed, 0), Self.stepMax.wholeMilliseconds)
        now = ShardTime(milliseconds: now.milliseconds + step)
        self.wall = wall
    }
}
