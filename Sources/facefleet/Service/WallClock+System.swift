// SPDX-License-Identifier: Apache-2.0

internal import Queue

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension WallClock {
    /// The machine's clock.
    static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
