// SPDX-License-Identifier: Apache-2.0

public import Logging

/// Answers a scrape.
public struct MetricsExporter: Sendable {
    private let metrics: ServiceMetrics
    private let build: BuildInfo
    private let start: UnixTime
    private let logger: Logger
    private let readings: @Sendable (inout ServiceReadings) async throws -> Void

    /// An exporter of one process's metrics.
    ///
    /// - Parameters:
    ///   - metrics: What the process counts.
    ///   - build: Which program runs.
    ///   - start: When the process began.
    ///   - logger: Told of readings that fail.
    ///   - readings: Asks the parts of the service, once for each scrape. Where it throws, the scrape goes without what
    ///     it had not set by then.
    public init(
        _ metrics: ServiceMetrics,
        build: BuildInfo,
        start: UnixTime = .now(),
        logger: Logger,
        readings: @escaping @Sendable (inout ServiceReadings) async throws -> Void
    ) {
        self.metrics = metrics
        self.build = build
        self.start = start
        self.logger = logger
        self.readings = readings
    }

    /// All metrics, as ``ExpositionText/contentType`` announces them.
    public func text() async -> [UInt8] {
        let known = await read()
        var text = ExpositionText()
        text.append(build.family)
        for family in metrics.families + known.families { text.append(family) }
        for family in ProcessReadings().families(start: start) { text.append(family) }
        return text.bytes
    }

    private func read() async -> ServiceReadings {
        var known = ServiceReadings()
        do {
            try await readings(&known)
        } catch {
            metrics.readingFailures.increment()
            logger.warning("a scrape goes without some of the service's readings", error: error)
        }
        return known
    }
}
