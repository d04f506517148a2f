// SPDX-License-Identifier: Apache-2.0

internal import CStorage
internal import Synchronization

/// What the store asks for the time.
public struct StorageClock: Sendable {
    /// Milliseconds since 1970, as the machine believes.
    public let wallMilliseconds: @Sendable () -> Int64
    /// Milliseconds since any fixed moment, which nobody can set.
    public let steadyMilliseconds: @Sendable () -> Int64

    /// A clock made of two readings.
    public init(
        wallMilliseconds: @escaping @Sendable () -> Int64,
        steadyMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.wallMilliseconds = wallMilliseconds
        self.steadyMilliseconds = steadyMilliseconds
    }

    /// The machine's clocks.
    public static let system = StorageClock(
        wallMilliseconds: { facefleet_wall_milliseconds() },
        steadyMilliseconds: { facefleet_steady_milliseconds() }
    )
}

/// The store's own time: the wall clock at the start, then only what passes.
///
/// A wall clock that is set while the store is open neither expires anything early nor keeps anything longer. At the
/// start it is believed, except that time does not go back behind the newest record by less than a day: that is a
/// clock set back, and what was stored before must not outlive its time.
final class StoreTime: Sendable {
    static let clockErrorMaxMilliseconds: Int64 = 24 * 3600 * 1000

    private let clock: StorageClock
    private let base: Mutex<(wall: Int64, steady: Int64)>

    init(_ clock: StorageClock) {
        self.clock = clock
        base = Mutex((clock.wallMilliseconds(), clock.steadyMilliseconds()))
    }

    /// Milliseconds since 1970.
    var now: Int64 {
        let steady = clock.steadyMilliseconds()
        return base.withLock { $0.wall + max(0, steady - $0.steady) }
    }

    /// Tells of a time that has been, read from a record.
    func observe(_ recorded: Int64) {
        let now = now
        guard recorded > now, recorded - now < Self.clockErrorMaxMilliseconds else { return }
        base.withLock { $0.wall += recorded - now }
    }
}
