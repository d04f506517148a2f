// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion
internal import FusionAPI
internal import Gateway
internal import Logging
internal import ModelStore
internal import Observability
internal import Queue
internal import ServiceLifecycle
internal import Storage
internal import UnixSignals
internal import Worker

/// Builds the service from its parts and runs it; owns nothing.
enum ServiceComposition {
    /// Runs a role until a signal ends it.
    ///
    /// `open store → open queue → restore → load the engine → run`
    static func run(_ role: Role, _ settings: Settings) async throws {
        let configuration = try configuration(role, settings)
        let log = configuration.logFormat.install(level: configuration.logLevel)
        let logger = Logger(label: "facefleet")
        Machine.raiseDescriptorLimit()
        let store = try await OpenedStore.open(configuration, logger)
        let queue = try await OpenedQueue.open(configuration, logger)
        let metrics = ServiceMetrics()
        var parts = GatewayParts(
            configuration: configuration.gateway,
            queue: queue.tasks,
            store: store.objects,
            spool: store.spool,
            wallClock: .system
        )
        parts.logger = logger
        parts.observer = metrics.gateway
        if configuration.queueServer == nil { try await restore(parts) }
        let worker = try await role.hasWorker ? worker(&parts, metrics, configuration) : nil
        let objects = store.objects
        parts.isReady = { worker?.isReady != false && objects.hasRoom }
        let sources = MetricSources(parts: parts, worker: worker, store: objects, log: log, isGateway: role.hasGateway)
        let exporter = MetricsExporter(
            metrics,
            build: BuildInfo(version: Facefleet.version, role: role.rawValue),
            logger: logger,
            readings: sources.read
        )
        parts.metrics = { String(decoding: await exporter.text(), as: UTF8.self) }
        try await run(services(role, parts, worker, configuration), logger)
        await queue.close()
        await store.close()
        logger.info("stopped")
    }

    /// The settings, with the secrets of the data folder where this process alone owns it.
    private static func configuration(_ role: Role, _ settings: Settings) throws -> ServiceConfiguration {
        let data = settings.text(.data) ?? ""
        let isAlone = role == .serve && (settings.text(.queue) ?? "").isEmpty && !data.isEmpty
        let secrets = isAlone ? try ServiceSecrets(in: data) : ServiceSecrets()
        return try ServiceConfiguration(settings, role: role, secrets: secrets)
    }

    /// Puts back what a queue in the data folder does not know, before anything is claimed.
    private static func restore(_ parts: GatewayParts) async throws {
        let restored = try await Restorer(parts).run()
        if restored > 0 { parts.logger.notice("tasks restored from the store", metadata: ["count": "\(restored)"]) }
    }

    private static func worker(
        _ gateway: inout GatewayParts,
        _ metrics: ServiceMetrics,
        _ configuration: ServiceConfiguration
    ) async throws -> FusionWorker {
        let (engine, listings) = try await loadEngine(configuration, gateway.logger)
        var parts = WorkerParts(queue: gateway.queue, store: gateway.store, wallClock: .system)
        parts.observer = metrics.worker
        parts.logger = gateway.logger
        let worker = try FusionWorker(engine: engine, parts: parts, configuration: configuration.worker)
        gateway.models = { listings }
        gateway.forget = { tenant, digests in worker.evict(tenant: tenant, digests: digests) }
        return worker
    }

    /// The services in the order in which they start; they stop in the opposite one.
    private static func services(
        _ role: Role,
        _ parts: GatewayParts,
        _ worker: FusionWorker?,
        _ configuration: ServiceConfiguration
    ) -> [any Service] {
        let (gateway, logger) = (configuration.gateway, parts.logger)
        var services: [any Service] = []
        if role.hasGateway {
            services += [Housekeeper(parts), Archivist(parts), Notifier(parts)]
            if configuration.queueServer != nil { services.append(Reconciler(parts)) }
        }
        services.append(
            GatewayServer(.admin, parts: parts) { port in
                logger.info("admin port", metadata: ["url": "http://\(gateway.adminHost):\(port)/"])
            }
        )
        if let worker { services.append(worker) }
        if role.hasGateway {
            services.append(
                GatewayServer(.open, parts: parts) { port in
                    logger.info("listening", metadata: ["url": "http://\(gateway.host):\(port)/"])
                }
            )
        }
        return services
    }

    private static func run(_ services: [any Service], _ logger: Logger) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
    }
}
