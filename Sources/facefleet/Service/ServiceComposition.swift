// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion
internal import FusionAPI
internal import Gateway
internal import Logging
internal import ModelStore
internal import Observability
internal import Queue
internal import QueueSQLite
internal import ServiceLifecycle
internal import Storage
internal import UnixSignals
internal import Worker

/// Builds the service from its parts and runs it; owns nothing.
enum ServiceComposition {
    /// Serves until a signal ends it.
    ///
    /// `lock → open store → open queue → restore → load the engine → run`
    static func serve(_ settings: Settings) async throws {
        let data = settings.text(.data) ?? ""
        let secrets = data.isEmpty ? ServiceSecrets() : try ServiceSecrets(in: data)
        let configuration = try ServiceConfiguration(settings, secrets: secrets)
        let log = configuration.logFormat.install(level: configuration.logLevel)
        let logger = Logger(label: "facefleet")
        Machine.raiseDescriptorLimit()
        let store = try await openStore(configuration, logger)
        let queue = try await openQueue(configuration, logger)
        let metrics = ServiceMetrics()
        var parts = GatewayParts(
            configuration: configuration.gateway,
            queue: queue,
            store: store,
            spool: { store.spool() },
            wallClock: .system
        )
        parts.logger = logger
        parts.observer = metrics.gateway
        let restored = try await Restorer(parts).run()
        if restored > 0 { logger.notice("tasks restored from the store", metadata: ["count": "\(restored)"]) }
        let (engine, listings) = try await loadEngine(configuration, logger)
        let worker = try worker(engine, queue, store, metrics, configuration, logger)
        parts.models = { listings }
        parts.isReady = { worker.isReady && store.hasRoom }
        parts.forget = { tenant, digests in worker.evict(tenant: tenant, digests: digests) }
        let sources = MetricSources(parts: parts, worker: worker, store: store, log: log)
        let exporter = MetricsExporter(
            metrics,
            build: BuildInfo(version: Facefleet.version, role: "serve"),
            logger: logger,
            readings: sources.read
        )
        parts.metrics = { String(decoding: await exporter.text(), as: UTF8.self) }
        try await run(parts, worker, logger)
        await queue.close()
        await store.close()
        logger.info("stopped")
    }

    /// The services in the order in which they start; they stop in the opposite one.
    private static func run(_ parts: GatewayParts, _ worker: FusionWorker, _ logger: Logger) async throws {
        let configuration = parts.configuration
        let services: [any Service] = [
            Housekeeper(parts),
            Archivist(parts),
            Notifier(parts),
            GatewayServer(.admin, parts: parts) { port in
                logger.info("admin port", metadata: ["url": "http://\(configuration.adminHost):\(port)/"])
            },
            worker,
            GatewayServer(.open, parts: parts) { port in
                logger.info("listening", metadata: ["url": "http://\(configuration.host):\(port)/"])
            },
        ]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
    }

    private static func openStore(_ configuration: ServiceConfiguration, _ logger: Logger) async throws -> SegmentStore
    {
        do throws(StorageError) {
            let path = Path.join(configuration.data, "store")
            let store = try await SegmentStore.open(path, configuration: configuration.store)
            for damage in store.recovery.damages {
                logger.warning("a part of the store is damaged", metadata: ["damage": "\(damage)"])
            }
            return store
        } catch {
            throw Problem(.storageFailed, error.message, file: configuration.data)
        }
    }

    private static func openQueue(
        _ configuration: ServiceConfiguration,
        _ logger: Logger
    ) async throws -> SQLiteTaskQueue {
        do throws(TaskQueueError) {
            let path = Path.join(configuration.data, "queue")
            let queue = try await SQLiteTaskQueue.open(in: path, policy: configuration.queue, wall: .system)
            if let damaged = queue.recovery.damagedPath {
                logger.error(
                    "the queue's database was damaged; its tasks come back from the store",
                    metadata: ["moved_to": "\(damaged)"]
                )
            }
            if queue.recovery.crashedTasks > 0 {
                logger.warning(
                    "tasks ran when the process ended; each runs again, alone",
                    metadata: ["count": "\(queue.recovery.crashedTasks)"]
                )
            }
            return queue
        } catch {
            throw Problem(.storageFailed, "\(error)", file: configuration.data)
        }
    }

    private static func worker(
        _ engine: FusionEngine,
        _ queue: any TaskQueue,
        _ store: any ObjectStore,
        _ metrics: ServiceMetrics,
        _ configuration: ServiceConfiguration,
        _ logger: Logger
    ) throws -> FusionWorker {
        var parts = WorkerParts(queue: queue, store: store, wallClock: .system)
        parts.observer = metrics.worker
        parts.logger = logger
        return try FusionWorker(engine: engine, parts: parts, configuration: configuration.worker)
    }
}
