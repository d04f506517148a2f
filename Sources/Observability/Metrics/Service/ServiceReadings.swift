// SPDX-License-Identifier: Apache-2.0

/// What parts of the service know at the moment of a scrape.
///
/// What stays nil is not exposed: a process without a queue or a worker leaves those fields alone.
public struct ServiceReadings: Sendable {
    /// Tasks that wait, by class; classes that are missing have none.
    public var queueDepth: [QueueClass: Int]?
    /// How long the task that waits longest has been waiting; zero where none does.
    public var queueOldestAge: Duration?
    /// Tasks held by workers, by class; classes that are missing have none.
    public var running: [QueueClass: Int]?
    /// Processes of workers, by their pool's label.
    public var workers: [String: Int]?
    /// How many tasks the workers run at once.
    public var workerSlots: Int?
    /// How many workers the load asks for.
    public var desiredWorkers: Int?
    /// Tasks accepted a second by all gateways, over the last half minute.
    public var arrivalRate: Double?
    /// Tasks that ended a second, over the last half minute.
    public var drainRate: Double?
    /// Dead letters that can be replayed.
    public var deadLetters: Int?
    /// Bytes that the caches hold; caches that are missing hold none.
    public var cacheBytes: [AnalysisCacheName: Int]?
    /// Bytes of the store on disk.
    public var storeBytes: Int?
    /// Bytes of the store's objects that are still wanted.
    public var storeLiveBytes: Int?
    /// Segments of the store.
    public var segments: Int?
    /// Bytes of bodies being received.
    public var bytesInFlight: Int?
    /// Bytes of the workers' memory budget that are taken.
    public var memoryTaken: Int?
    /// Whether a fusion would succeed.
    public var isReady: Bool?
    /// Whether claims are held back.
    public var isPaused: Bool?
    /// Lines of the log that no reader got: ``LogSink/droppedLineCount``.
    public var droppedLogLines: Int?

    /// Nothing known.
    public init() {}

    /// Everything known, under the names that operators see.
    var families: [MetricFamily] {
        let all: [(String, String, Samples?)] = [
            ("facefusion_queue_depth", "Tasks that wait, by class.", queueDepth.map { Samples(.gauge, $0) }),
            (
                "facefusion_queue_oldest_age_seconds", "How long the task that waits longest has been waiting.",
                queueOldestAge.map { Samples(.gauge, .number($0 / .seconds(1))) }
            ),
            ("facefusion_running", "Tasks held by workers, by class.", running.map { Samples(.gauge, $0) }),
            ("facefusion_dead_letters", "Dead letters that can be replayed.", Self.gauge(deadLetters)),
            ("facefusion_cache_bytes", "Bytes that a cache holds.", cacheBytes.map { Samples(.gauge, $0) }),
            ("facefusion_store_bytes", "Bytes of the store on disk.", Self.gauge(storeBytes)),
            ("facefusion_store_live_bytes", "Bytes of the store's objects.", Self.gauge(storeLiveBytes)),
            ("facefusion_store_segments", "Segments of the store.", Self.gauge(segments)),
            ("facefusion_body_bytes_in_flight", "Bytes of bodies being received.", Self.gauge(bytesInFlight)),
            ("facefusion_memory_taken_bytes", "Bytes of the memory budget that are taken.", Self.gauge(memoryTaken)),
            ("facefusion_ready", "1 while a fusion would succeed, else 0.", Self.gauge(isReady.map { $0 ? 1 : 0 })),
            ("facefusion_queue_paused", "1 while claims are held back.", Self.gauge(isPaused.map { $0 ? 1 : 0 })),
            (
                "facefusion_log_lines_dropped_total", "Lines of the log that no reader got.",
                droppedLogLines.map { Samples(.counter, .integer($0)) }
            ),
        ]
        return (all + scaling).compactMap { name, help, samples in samples.map { MetricFamily(name, help, $0) } }
    }

    /// What an autoscaler goes by; the same from every gateway of a queue.
    private var scaling: [(String, String, Samples?)] {
        [
            (
                "facefusion_workers", "Processes of workers, by their pool's label.",
                workers.map { Samples(.gauge, $0, by: "pool") }
            ),
            ("facefusion_worker_slots", "How many tasks all workers run at once.", Self.gauge(workerSlots)),
            (
                "facefusion_desired_workers", "How many workers the load asks for; the same from every gateway.",
                Self.gauge(desiredWorkers)
            ),
            (
                "facefusion_arrival_rate", "Tasks accepted a second by all gateways, over half a minute.",
                arrivalRate.map { Samples(.gauge, .number($0)) }
            ),
            (
                "facefusion_drain_rate", "Tasks that ended a second, over half a minute.",
                drainRate.map { Samples(.gauge, .number($0)) }
            ),
        ]
    }

    private static func gauge(_ value: Int?) -> Samples? { value.map { Samples(.gauge, .integer($0)) } }
}
