// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Runs asynchronous work from a command, whose thread has nothing else to do than to wait for it.
enum Blocking {
    private final class Outcome: Sendable {
        let failure = Mutex<(any Error)?>(nil)
    }

    /// Runs the work to its end.
    static func run(_ body: @escaping @Sendable () async throws -> Void) throws {
        let outcome = Outcome()
        let done = DispatchSemaphore(value: 0)
        Task {
            do { try await body() } catch { outcome.failure.withLock { $0 = error } }
            done.signal()
        }
        done.wait()
        if let error = outcome.failure.withLock({ $0 }) { throw error }
    }
}
