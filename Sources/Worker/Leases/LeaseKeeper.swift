// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Queue

/// Renews every lease of this process with one heartbeat, on a thread of its own that busy slots cannot starve.
///
/// A heartbeat that fails changes nothing: the holds run out by themselves unless a later one succeeds.
actor LeaseKeeper {
    private let executor = SerialThread(label: "facefleet.leases")
    private let queue: any TaskQueue
    private let worker: WorkerID
    private let clock: WorkerClock
    private let observer: WorkerObserver
    private let logger: Logger
    /// The leases that are kept.
    private(set) var holds: [LeaseID: LeaseHold] = [:]
    /// Whether every task is to be given back.
    private(set) var isDraining = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A keeper without leases.
    init(
        of worker: WorkerID,
        queue: any TaskQueue,
        clock: WorkerClock,
        observer: WorkerObserver,
        logger: Logger
    ) {
        self.worker = worker
        self.queue = queue
        self.clock = clock
        self.observer = observer
        self.logger = logger
    }

    /// Keeps a lease from now on.
    func add(_ hold: LeaseHold) {
        holds[hold.leased.lease] = hold
        if isDraining { hold.interrupt(.drained) }
    }

    /// Keeps it no longer.
    func remove(_ hold: LeaseHold) { holds[hold.leased.lease] = nil }

    /// A task's worker is to stop: sooner than the next heartbeat would say so.
    func stop(_ task: TaskID) {
        for hold in holds.values where hold.leased.task.id == task { hold.interrupt(.stopped) }
    }

    /// Every task is given back at its next stage.
    func drain() {
        isDraining = true
        for hold in holds.values { hold.interrupt(.drained) }
    }

    /// Beats until the task is cancelled.
    ///
    /// - Parameters:
    ///   - interval: From one beat to the next.
    ///   - retry: After a beat that did not come through.
    ///   - afterEach: What else is to be said, after a beat that did.
    func run(every interval: Duration, retryingAfter retry: Duration, afterEach: @Sendable () async -> Void) async {
        while !Task.isCancelled {
            let isHeard = await beat()
            if isHeard { await afterEach() }
            let pause = isHeard ? interval : retry
            do { try await clock.sleep(for: pause) } catch { return }
        }
    }

    /// One heartbeat, also without leases: it tells the queue of those that this process knows nothing of.
    ///
    /// - Returns: Whether all of the queue heard it.
    @discardableResult
    func beat() async -> Bool {
        let sent = clock.now
        let named = holds
        do {
            let renewal = try await queue.renew(Set(named.keys), of: worker)
            apply(renewal, to: named, sent: sent)
            return !renewal.isPartial
        } catch {
            observer.beatFailed()
            logger.warning("leases not renewed", metadata: ["leases": "\(named.count)", "error": "\(error)"])
            return false
        }
    }

    private func apply(_ renewal: Renewal, to named: [LeaseID: LeaseHold], sent: WorkerClock.Instant) {
        for (lease, hold) in named {
            if renewal.lost.contains(lease) {
                hold.interrupt(.leaseLost)
            } else if renewal.alive.contains(lease) {
                hold.renew(since: sent)
            } else if renewal.stopping.contains(lease) {
                hold.renew(since: sent)
                hold.interrupt(.stopped)
            }
        }
    }
}
