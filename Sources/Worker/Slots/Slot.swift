// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Queue

/// One slot: claims a task, runs it, settles it, and begins again, until the worker is to stop.
struct Slot: Sendable {
    /// The wait after the queue failed: doubles from the first to the last.
    static let backoff = (first: Duration.milliseconds(100), last: Duration.seconds(5))

    let queue: any TaskQueue
    let pool: WorkerPool
    let leases: LeaseSource
    let keeper: LeaseKeeper
    let execution: TaskExecution
    let store: StoreWatch
    let drain: Latch
    let busy: BusyMeter
    let idle: Duration
    let logger: Logger

    private var clock: WorkerClock { execution.clock }
    private var observer: WorkerObserver { execution.observer }

    /// Works until the worker is to stop.
    func run() async {
        var wait = Self.backoff.first
        while !drain.isOpen, !Task.isCancelled {
            let asked = clock.now
            do {
                let claimed = try await queue.claim(ClaimRequest(pool: pool, limit: 1, leases: leases)).first
                wait = Self.backoff.first
                if let claimed { await work(claimed, since: asked) } else { await rest() }
            } catch {
                logger.warning("nothing claimed", metadata: ["error": "\(error)"])
                await pause(wait)
                wait = min(wait * 2, Self.backoff.last)
            }
        }
    }

    /// Waits for the bell, for a while at most, so that a ring that got lost costs no more than that.
    private func rest() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await queue.doorbell.wait(for: pool) }
            group.addTask { await pause(idle) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Waits, unless the worker is to stop.
    private func pause(_ duration: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Cancelled means that the wait is over.
                try? await clock.sleep(for: duration)
            }
            group.addTask { await drain.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    private func work(_ leased: LeasedTask, since asked: WorkerClock.Instant) async {
        var logger = logger
        logger[metadataKey: "task"] = "\(leased.task.id)"
        logger[metadataKey: "tenant"] = "\(leased.task.tenant.rawValue.prefix(64))"
        logger[metadataKey: "attempt"] = "\(leased.attempt)"
        logger.debug("task started")
        let hold = LeaseHold(leased, since: asked, clock: clock)
        await keeper.add(hold)
        let claim = Claim(leased, of: queue) { [logger] _ in logger.notice("task dropped: its lease is lost") }
        let start = clock.now
        busy.begin()
        var isStoreAway = false
        if let outcome = await execution.run(hold) {
            isStoreAway = await store.isToBlame(for: outcome)
            await settle(claim, isStoreAway ? .released : outcome, hold: hold, start: start, logger: logger)
        } else {
            observer.leaseLost()
        }
        busy.end(after: start.duration(to: clock.now))
        await keeper.remove(hold)
        if isStoreAway { await waitForStore() }
    }

    /// Returns once the store answers, or the worker is to stop.
    private func waitForStore() async {
        logger.warning("the store does not answer: nothing is claimed until it does")
        var wait = Self.backoff.first
        while !drain.isOpen, !Task.isCancelled {
            await pause(wait)
            guard await store.isAway() else { return }
            wait = min(wait * 2, Self.backoff.last)
        }
    }

    private func settle(
        _ claim: consuming Claim,
        _ outcome: TaskOutcome,
        hold: LeaseHold,
        start: WorkerClock.Instant,
        logger: Logger
    ) async {
        let task = claim.leased.task
        let time = start.duration(to: clock.now)
        let settlement = Settlement(outcome, actualCost: Cost(Int(time / .milliseconds(1))))
        do {
            if TaskExecution.hadEnded(task, outcome) { _ = try await queue.erase(task.id) }
            switch try await claim.settle(settlement, patience: hold.remaining, clock: clock) {
            case .settled(let status):
                observer.settled(task.kind, status, time)
                if case .failed(let failure) = outcome, !status.isTerminal { observer.retried(failure.code) }
                logger.info("task settled", metadata: Self.metadata(outcome, status, time))
            case .same: logger.debug("task settled before")
            case .leaseLost:
                observer.leaseLost()
                logger.notice("task dropped: its lease is lost")
            }
        } catch {
            // The lease runs out, or the next heartbeats do not name it: the task goes back.
            logger.error("task not settled", metadata: ["error": "\(error)"])
        }
    }

    private static func metadata(_ outcome: TaskOutcome, _ status: TaskStatus, _ time: Duration) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["status": "\(status.name)", "ms": "\(Int(time / .milliseconds(1)))"]
        if case .failed(let failure) = outcome { metadata["code"] = "\(failure.code)" }
        return metadata
    }
}
