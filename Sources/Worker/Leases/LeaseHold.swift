// SPDX-License-Identifier: Apache-2.0

internal import Queue
internal import Synchronization

/// One task's lease as its slot sees it; asked between two stages whether to go on.
///
/// The lease counts from before it was asked for, so that it never seems to last longer than the queue thinks.
final class LeaseHold: Sendable {
    private struct State {
        var validUntil: WorkerClock.Instant
        var reason: Interruption?
    }

    /// The task and its lease.
    let leased: LeasedTask
    private let clock: WorkerClock
    private let due: WorkerClock.Instant?
    private let state: Mutex<State>

    /// A hold that began before the queue was asked for it.
    init(_ leased: LeasedTask, since asked: WorkerClock.Instant, clock: WorkerClock) {
        self.leased = leased
        self.clock = clock
        due = leased.remaining.map { asked.advanced(by: $0) }
        state = Mutex(State(validUntil: asked.advanced(by: leased.leaseDuration)))
    }

    /// How long the lease lasts still; zero when it has run out.
    var remaining: Duration {
        let now = clock.now
        return state.withLock { state in
            state.reason == .leaseLost ? .zero : max(.zero, now.duration(to: state.validUntil))
        }
    }

    /// Whether the task may not be settled any more.
    var isLost: Bool { remaining == .zero }

    /// Goes on unless there is a reason not to.
    ///
    /// - Throws: The weightiest reason: a lost lease forbids even to say how the task ended.
    func check() throws(Interruption) {
        if isLost { throw .leaseLost }
        if let due, due <= clock.now { throw .overdue }
        if let reason = state.withLock(\.reason) { throw reason }
    }

    /// A heartbeat that was sent at this time succeeded.
    func renew(since sent: WorkerClock.Instant) {
        state.withLock { $0.validUntil = max($0.validUntil, sent.advanced(by: leased.leaseDuration)) }
    }

    /// Asks the task to end at its next stage; a lost lease stays lost.
    func interrupt(_ reason: Interruption) {
        state.withLock { state in
            guard state.reason != .leaseLost, state.reason != .stopped || reason == .leaseLost else { return }
            state.reason = reason
        }
    }
}
