// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Draws the lease ids of one process.
public final class LeaseSource: Sendable {
    /// The process.
    public let worker: WorkerID
    private let counter = Atomic<UInt64>(0)

    /// A source that starts at one.
    public init(worker: WorkerID) { self.worker = worker }

    /// So many ids that were never drawn before.
    public func draw(_ count: Int) -> [LeaseID] {
        let last = counter.add(UInt64(count), ordering: .relaxed).newValue
        return (0..<count).map { LeaseID(worker: worker, counter: last - UInt64(count - 1 - $0)) }
    }
}
