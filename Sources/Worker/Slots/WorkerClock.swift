// SPDX-License-Identifier: Apache-2.0

/// Any clock, its type forgotten: instants count from when the value was made.
///
/// Lets the worker's parts take a clock as a value instead of each being generic over it.
struct WorkerClock: Clock {
    struct Instant: InstantProtocol {
        let sinceStart: Duration

        func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    let minimumResolution: Duration
    private let read: @Sendable () -> Duration
    private let wait: @Sendable (Duration, Duration?) async throws -> Void

    init<C: Clock>(_ clock: C) where C.Duration == Duration {
        let start = clock.now
        minimumResolution = clock.minimumResolution
        read = { start.duration(to: clock.now) }
        wait = { try await clock.sleep(until: start.advanced(by: $0), tolerance: $1) }
    }

    var now: Instant { Instant(sinceStart: read()) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await wait(deadline.sinceStart, tolerance)
    }
}
