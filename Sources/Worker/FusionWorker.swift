// SPDX-License-Identifier: Apache-2.0

public import FusionAPI
internal import Logging
internal import Queue
public import ServiceLifecycle
internal import Synchronization

/// The worker: claims tasks, runs as many at once as it has slots, and settles them.
///
/// On a graceful shutdown it claims nothing more; tasks that run may go on for ``WorkerConfiguration/drainGrace`` and
/// are given back at their next stage after that.
public final class FusionWorker: Service {
    let keeper: LeaseKeeper
    private let configuration: WorkerConfiguration
    private let jobs: any JobRunner
    private let parts: WorkerParts
    private let clock: WorkerClock
    private let caches: AnalysisCaches
    private let memory: MemoryBudget
    private let progress: ProgressRelay
    private let leases: LeaseSource
    private let drain = Latch()
    private let busy = BusyMeter()
    private let ready = Atomic(false)

    /// A worker that has not begun.
    ///
    /// - Parameters:
    ///   - engine: What fuses.
    ///   - parts: What it works with.
    ///   - configuration: How much it takes on.
    ///   - clock: Measures leases, waits and stages.
    /// - Throws: Every flaw of the configuration.
    public convenience init(
        engine: FusionEngine,
        parts: WorkerParts,
        configuration: WorkerConfiguration = WorkerConfiguration(),
        clock: some Clock<Duration> = ContinuousClock()
    ) throws(WorkerConfigurationError) {
        try self.init(parts: parts, configuration: configuration, clock: WorkerClock(clock)) { caches, memory in
            JobTools(
                engine: engine,
                imageLimits: configuration.imageLimits,
                labelling: Labelling(configuration),
                caches: caches,
                results: ResultWriter(store: parts.store),
                memory: memory
            )
        }
    }

    /// A worker whose engine is replaced, for measuring all that is around the engine: a task ends at once with what
    /// the stand-in says, no picture is read and no result published.
    ///
    /// - Throws: Every flaw of the configuration.
    public convenience init(
        standIn: @escaping @Sendable (TaskRequest) throws -> TaskReport,
        parts: WorkerParts,
        configuration: WorkerConfiguration = WorkerConfiguration()
    ) throws(WorkerConfigurationError) {
        let clock = WorkerClock(ContinuousClock())
        try self.init(parts: parts, configuration: configuration, clock: clock) { _, _ in StandIn(report: standIn) }
    }

    private init(
        parts: WorkerParts,
        configuration: WorkerConfiguration,
        clock: WorkerClock,
        jobs: (AnalysisCaches, MemoryBudget) -> any JobRunner
    ) throws(WorkerConfigurationError) {
        try configuration.validate()
        var generator = SystemRandomNumberGenerator()
        self.configuration = configuration
        self.parts = parts
        self.clock = clock
        caches = AnalysisCaches(configuration, clock: clock)
        memory = MemoryBudget(limit: configuration.memoryBudgetBytes)
        self.jobs = jobs(caches, memory)
        progress = ProgressRelay(to: parts.queue)
        leases = LeaseSource(worker: WorkerID(using: &generator))
        keeper = LeaseKeeper(
            of: leases.worker,
            queue: parts.queue,
            clock: clock,
            observer: parts.observer,
            logger: parts.logger
        )
    }

    /// Whether a fusion would succeed now: the engine has made one, and the worker is not about to stop.
    public var isReady: Bool { ready.load(ordering: .acquiring) && !drain.isOpen }

    /// What the pictures in work take of the memory budget, in bytes.
    public var memoryTaken: Int { memory.taken }

    /// What is kept of pictures, in bytes.
    public var cachedBytes: CachedBytes { caches.byteCounts }

    /// Forgets what is kept of a tenant's pictures, as erasing them asks for.
    ///
    /// - Parameters:
    ///   - tenant: The tenant's name.
    ///   - digests: The pictures' SHA-256, in lower-case hexadecimal digits.
    public func evict(tenant: String, digests: some Sequence<String>) {
        caches.evict(tenant: tenant, digests: Set(digests))
    }

    /// Works until it is to stop; returns once every task is settled or given back.
    ///
    /// - Throws: `WorkerError` when the engine does not work; nothing was claimed then.
    public func run() async throws {
        let executor = SlotExecutor(threadCount: configuration.slots)
        try await warmUp(on: executor)
        await withTaskCancellationOrGracefulShutdownHandler {
            await withTaskGroup { group in
                addServices(to: &group)
                await runSlots(on: executor)
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            self.drain.open()
        }
        await announce(nil)
    }

    private func warmUp(on executor: SlotExecutor) async throws {
        let start = clock.now
        do {
            try await withTaskExecutorPreference(executor) { try jobs.warmUp() }
        } catch {
            throw WorkerError.warmUpFailed(error)
        }
        let time = start.duration(to: clock.now)
        parts.logger.info(
            "worker ready",
            metadata: ["slots": "\(configuration.slots)", "ms": "\(Int(time / .milliseconds(1)))"]
        )
        ready.store(true, ordering: .releasing)
    }

    private func runSlots(on executor: SlotExecutor) async {
        let slot = Slot(
            queue: parts.queue,
            pool: configuration.pool,
            leases: leases,
            keeper: keeper,
            execution: execution,
            store: StoreWatch(store: parts.store),
            drain: drain,
            busy: busy,
            idle: configuration.claimIdle,
            logger: parts.logger
        )
        await withTaskGroup { group in
            for _ in 0..<configuration.slots {
                group.addTask(executorPreference: executor) { await slot.run() }
            }
        }
    }

    private var execution: TaskExecution {
        TaskExecution(
            jobs: jobs,
            inputs: InputReader(store: parts.store),
            progress: progress,
            observer: parts.observer,
            wallClock: parts.wallClock,
            clock: clock
        )
    }
}

extension FusionWorker {
    /// What goes on beside the slots, until they have ended.
    private func addServices(to group: inout TaskGroup<Void>) {
        group.addTask {
            await self.keeper.run(
                every: self.configuration.leaseBeat,
                retryingAfter: self.configuration.leaseBeatRetry,
                afterEach: { await self.announce(self.statement) }
            )
        }
        group.addTask { await self.progress.run() }
        group.addTask { await self.watchForStops() }
        group.addTask { await self.forgetExpired() }
        group.addTask { await self.forgetErased() }
        group.addTask { await self.endDrain() }
    }

    /// Tells running tasks at once that somebody wants them to stop; heartbeats would tell them too, later.
    private func watchForStops() async {
        for await event in parts.queue.events.events() where event.isStopping {
            await keeper.stop(event.task)
        }
    }

    /// Forgets what it knows of pictures that another process erased.
    private func forgetErased() async {
        for await erased in parts.queue.erasedElsewhere() {
            evict(tenant: erased.tenant.rawValue, digests: erased.digests)
        }
    }

    /// Says what this worker is.
    ///
    /// Whoever counts workers can do without it: what was not heard is said again.
    private func announce(_ statement: WorkerStatement?) async {
        do throws(TaskQueueError) {
            try await parts.queue.announce(statement?.recorded, of: leases.worker)
        } catch {
            parts.logger.debug("worker not announced", metadata: ["error": "\(error)"])
        }
    }

    /// What this worker is and how busy.
    var statement: WorkerStatement {
        var statement = WorkerStatement(
            pool: configuration.label,
            classes: configuration.classes.sorted().map(\.name),
            engines: jobs.engines,
            slots: configuration.slots,
            models: jobs.listings
        )
        statement.running = busy.running
        statement.taskTime = busy.mean
        return statement
    }

    /// Forgets analyses whose time is over, though nobody asks for them.
    private func forgetExpired() async {
        while !Task.isCancelled {
            do { try await clock.sleep(for: configuration.leaseBeat) } catch { return }
            caches.removeExpired()
        }
    }

    /// Once the worker is to stop and its grace is over, has every task given back.
    private func endDrain() async {
        await drain.wait()
        guard drain.isOpen else { return }
        let running = await keeper.holds.count
        parts.logger.info("worker stops", metadata: ["running": "\(running)"])
        do {
            try await clock.sleep(for: configuration.drainGrace)
            parts.logger.notice("grace is over; what runs is given back at its next stage")
        } catch {
            // Cancelled: either the slots have ended, or the process does not want to wait for them.
        }
        await keeper.drain()
    }
}
