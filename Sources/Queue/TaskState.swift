// SPDX-License-Identifier: Apache-2.0

/// A task's life as a pure state machine: no clock, no storage, the same for every backend.
///
/// `queued → running → terminal`, back to `queued` or `delayed` on the way; terminal is final. Failures (`attempts`)
/// and crashes (`deliveries`) are counted apart.
public struct TaskState: Hashable, Sendable {
    /// Where it stands.
    public internal(set) var status = TaskStatus.queued
    /// Failures that workers reported.
    ///
    /// Range: 0 to 1 + retries.
    public internal(set) var attempts = 0
    /// Leases that ended without a word: crashes, or what looks like one.
    public internal(set) var deliveries = 0
    /// Those of them, since the last reported failure, where the process ran nothing else.
    public internal(set) var crashesAlone = 0
    /// Whether it was there when a process ended, and no worker has reported on it since: it has to run alone.
    public internal(set) var isSuspect = false
    /// Whether a worker ever had it: the start deadline is met.
    public internal(set) var hasStarted = false
    /// The lease, while running.
    public internal(set) var lease: Lease?
    /// The lease that settled last, which may repeat itself.
    public internal(set) var lastLease: LeaseID?
    /// When it may run again, while delayed.
    public internal(set) var releaseAt: ShardTime?
    /// Whether somebody wants it to stop.
    public internal(set) var isCancelRequested = false
    /// Whether its tenant erased it: no result may appear any more.
    public internal(set) var isErased = false
    /// Whether it failed after all retries or by crashing, and can be replayed.
    public internal(set) var isDeadLetter = false
    /// Counts the changes, for watchers.
    public internal(set) var revision = 1

    /// A task that was just enqueued.
    public init() {}

    /// Which attempt runs or came last: 0 until the first one starts, and never less at the end than before it.
    ///
    /// Only failures are counted. An attempt that runs, or that ended the task in another way, is one more; one that a
    /// crash ended or a worker gave back comes again under its number.
    public var attempt: Int {
        switch status {
        case .running, .succeeded, .rejected: attempts + 1
        case .failed: attempts + (crashesAlone > 0 ? 1 : 0)
        // Whether a worker had it then is not kept; between two attempts the one to come is meant.
        case .canceled: attempts + (hasStarted ? 1 : 0)
        case .queued, .delayed, .expired: max(attempts, hasStarted ? 1 : 0)
        }
    }

    /// A worker takes it.
    public mutating func start(_ lease: Lease) {
        precondition(status == .queued, "only a queued task starts")
        status = .running
        self.lease = lease
        hasStarted = true
        revision += 1
    }

    /// The worker is still there.
    public mutating func renew(until expires: ShardTime) {
        precondition(status == .running, "only a running task has a lease")
        lease?.expires = expires
    }

    /// The worker ends its hold.
    public mutating func settle(_ outcome: TaskOutcome, by id: LeaseID, in context: TransitionContext) -> SettleResult {
        guard lease?.id == id else { return lastLease == id ? .same : .leaseLost }
        lastLease = id
        endHold()
        guard !isCancelRequested else {
            status = .canceled
            return .settled(status)
        }
        switch outcome {
        case .succeeded: status = .succeeded
        case .rejected: status = .rejected
        case .canceled: status = .canceled
        case .released: putBack(after: .zero, in: context)
        case .failed(let failure): fail(failure, in: context)
        }
        return .settled(status)
    }

    /// The lease expired, or its process is known to be gone.
    public mutating func crash(in context: TransitionContext) {
        precondition(status == .running, "only a running task crashes")
        deliveries += 1
        if lease?.isAlone == true { crashesAlone += 1 }
        endHold()
        isSuspect = true
        if !isCancelRequested, crashesAlone >= context.policy.crashesAloneMax {
            status = .failed
            isDeadLetter = true
        } else {
            // Even past its deadline: it may have published its result, which a reconciler adopts before the next
            // tick or claim lets the task expire.
            status = isCancelRequested ? .canceled : .queued
        }
    }

    /// The process lives and does not know the lease: the reply that brought it was lost.
    ///
    /// Counts nothing.
    public mutating func giveBack(in context: TransitionContext) {
        precondition(status == .running, "only a running task is given back")
        endHold()
        putBack(after: .zero, in: context)
    }

    /// The wait before the next attempt is over.
    public mutating func release() {
        precondition(status == .delayed, "only a delayed task is released")
        status = .queued
        releaseAt = nil
        revision += 1
    }

    /// Its result was found in the store.
    ///
    /// - Returns: Whether anything changed; a terminal task stays as it is.
    public mutating func adopt() -> Bool {
        guard !status.isTerminal else { return false }
        lease = nil
        end(.succeeded)
        return true
    }

    /// Somebody takes it back: at once while it waits, through its worker while it runs.
    ///
    /// - Returns: Whether anything changed; a terminal task stays as it is.
    public mutating func cancel() -> Bool {
        guard !status.isTerminal, !isCancelRequested else { return false }
        isCancelRequested = true
        if status == .running { revision += 1 } else { end(.canceled) }
        return true
    }

    /// The tenant erases it: cancelled unless it has ended, and marked.
    public mutating func erase() {
        _ = cancel()
        isErased = true
        isDeadLetter = false
    }

    /// A deadline passed while it waited.
    public mutating func expire() {
        precondition(status == .queued || status == .delayed, "only a waiting task expires")
        end(.expired)
    }

    /// A new task takes the dead letter's place.
    public mutating func replay() {
        precondition(isDeadLetter, "only a dead letter is replayed")
        isDeadLetter = false
    }

    private mutating func fail(_ failure: TaskFailure, in context: TransitionContext) {
        attempts += 1
        // Its process lived to tell: whatever it is, it does not end processes.
        isSuspect = false
        crashesAlone = 0
        if failure.retry == .permanent {
            status = .failed
        } else if attempts > context.policy.retries {
            status = .failed
            isDeadLetter = true
        } else {
            putBack(after: context.delay(failure.retry, attempts: attempts), in: context)
        }
    }

    /// Into the line again, at its old place, unless nobody wants it any more.
    private mutating func putBack(after delay: Duration, in context: TransitionContext) {
        if isCancelRequested {
            status = .canceled
        } else if context.isOverdue {
            status = .expired
        } else if delay > .zero {
            status = .delayed
            releaseAt = context.now.advanced(by: delay)
        } else {
            status = .queued
        }
    }

    private mutating func endHold() {
        lease = nil
        revision += 1
    }

    private mutating func end(_ status: TaskStatus) {
        self.status = status
        releaseAt = nil
        revision += 1
    }
}
