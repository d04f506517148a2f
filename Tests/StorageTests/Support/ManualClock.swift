// SPDX-License-Identifier: Apache-2.0

import Storage
import Synchronization

/// A clock that a test sets.
final class ManualClock: Sendable {
    private let state = Mutex((wall: 1_700_000_000_000 as Int64, steady: 5_000 as Int64))

    var clock: StorageClock {
        StorageClock(
            wallMilliseconds: { self.state.withLock { $0.wall } },
            steadyMilliseconds: { self.state.withLock { $0.steady } }
        )
    }

    /// Lets time pass.
    func advance(by time: Duration) {
        let milliseconds = time.components.seconds * 1000
        state.withLock { state in
            state.wall += milliseconds
            state.steady += milliseconds
        }
    }

    /// Sets the wall clock, forward or back, while no time passes.
    func setWall(by time: Duration) { state.withLock { $0.wall += time.components.seconds * 1000 } }
}
