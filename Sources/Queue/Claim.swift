// SPDX-License-Identifier: Apache-2.0

/// The right to run one task and the duty to settle it.
///
/// It cannot be copied, and settling consumes it, so that settling twice does not compile. One that is dropped
/// unsettled is reported; its lease then goes back at the process's next heartbeats, which no longer name it.
public struct Claim: ~Copyable {
    /// The task and its lease.
    public let leased: LeasedTask
    private let queue: any TaskQueue
    private let dropped: @Sendable (LeasedTask) -> Void
    private var isSettled = false

    /// Takes over a lease.
    ///
    /// - Parameters:
    ///   - leased: The task and its lease.
    ///   - queue: Where to settle.
    ///   - dropped: Told when the claim ends unsettled: a programming error, or a crash that is under way.
    public init(_ leased: LeasedTask, of queue: any TaskQueue, dropped: @escaping @Sendable (LeasedTask) -> Void) {
        self.leased = leased
        self.queue = queue
        self.dropped = dropped
    }

    deinit {
        if !isSettled { dropped(leased) }
    }

    /// Ends the hold, trying again while the queue is unavailable and the lease may last.
    ///
    /// - Parameters:
    ///   - settlement: How it ended.
    ///   - patience: For how long to try; the caller knows how much of its lease is left.
    ///   - clock: Measures it; between two tries a tenth of a second passes.
    /// - Returns: Whether it counts.
    /// - Throws: `unavailable` once the patience is over: the lease expires by itself.
    public consuming func settle<C: Clock>(
        _ settlement: Settlement,
        patience: Duration,
        clock: C
    ) async throws(TaskQueueError) -> SettleResult where C.Duration == Duration {
        isSettled = true
        let end = clock.now.advanced(by: patience)
        while true {
            do {
                return try await queue.settle(leased.task.id, lease: leased.lease, settlement)
            } catch .unavailable(let reason) {
                let next = clock.now.advanced(by: .milliseconds(100))
                guard next < end else { throw .unavailable(reason) }
                do {
                    try await clock.sleep(until: next, tolerance: nil)
                } catch {
                    throw .unavailable(reason)
                }
            }
        }
    }
}
