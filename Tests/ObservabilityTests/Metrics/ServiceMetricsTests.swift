// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing

@testable import Observability

private func everything() -> ServiceReadings {
    var readings = ServiceReadings()
    readings.queueDepth = [.normal: 7]
    readings.queueOldestAge = .milliseconds(1_500)
    readings.running = [.normal: 2]
    readings.workers = ["spot": 3, "default": 1]
    readings.workerSlots = 16
    readings.desiredWorkers = 5
    readings.arrivalRate = 12.5
    readings.drainRate = 11.5
    readings.deadLetters = 1
    readings.cacheBytes = [.target: 4_096]
    readings.storeBytes = 1 << 40
    readings.storeLiveBytes = 9
    readings.segments = 3
    readings.memoryTaken = 5
    readings.isReady = true
    readings.isPaused = false
    readings.bytesInFlight = 65_536
    readings.droppedLogLines = 0
    return readings
}

/// One of everything has happened.
private func usedMetrics() -> ServiceMetrics {
    let clock = ManualClock()
    let metrics = ServiceMetrics { clock.now }
    metrics.accept()
    metrics.end(.succeeded)
    metrics.end(.failed)
    for time in [3, 40] { metrics.process(kind: "fusion", took: .milliseconds(time)) }
    metrics.beatFailed()
    metrics.leaseLost()
    for stage in ["fetch", "decode", "swap"] { metrics.stage(stage, took: .milliseconds(2)) }
    metrics.retry(code: "out_of_memory")
    metrics.lookUp(in: .source, isHit: true)
    metrics.lookUp(in: .target, isHit: false)
    metrics.deliver(.delivered)
    metrics.answer(route: "/v1/fusions/{id}", method: "GET", status: 200, took: .milliseconds(1))
    return metrics
}

private func exporter(
    _ metrics: ServiceMetrics,
    readings: @escaping @Sendable (inout ServiceReadings) async throws -> Void
) -> MetricsExporter {
    MetricsExporter(
        metrics,
        build: BuildInfo(version: "1.2.3", role: "serve"),
        start: UnixTime(milliseconds: 1_764_101_990_123),
        logger: Logger(label: "metrics") { _ in SwiftLogNoOpLogHandler() },
        readings: readings
    )
}

/// What a scrape then shows.
private let seen: [(name: String, labels: [String: String], value: Double)] = [
    ("facefusion_requests_total", ["status": "succeeded"], 1),
    ("facefusion_requests_total", ["status": "expired"], 0),
    ("facefusion_accepted_total", [:], 1),
    ("facefusion_qps", [:], 0.1),
    ("facefusion_process_seconds_bucket", ["kind": "fusion", "le": "0.005"], 1),
    ("facefusion_process_seconds_count", ["kind": "fusion"], 2),
    ("facefusion_stage_seconds_count", ["stage": "swap"], 1),
    ("facefusion_retries_total", ["code": "out_of_memory"], 1),
    ("facefusion_lease_beats_failed_total", [:], 1),
    ("facefusion_leases_lost_total", [:], 1),
    ("facefusion_cache_hits_total", ["cache": "source"], 1),
    ("facefusion_cache_misses_total", ["cache": "source"], 0),
    ("facefusion_webhook_deliveries_total", ["result": "delivered"], 1),
    ("facefusion_cache_bytes", ["cache": "target"], 4_096),
    ("facefusion_cache_bytes", ["cache": "source"], 0),
    ("facefusion_queue_depth", ["class": "normal"], 7),
    ("facefusion_queue_depth", ["class": "vip"], 0),
    ("facefusion_queue_oldest_age_seconds", [:], 1.5),
    ("facefusion_running", ["class": "normal"], 2),
    ("facefusion_running", ["class": "bulk"], 0),
    ("facefusion_workers", ["pool": "spot"], 3),
    ("facefusion_workers", ["pool": "default"], 1),
    ("facefusion_worker_slots", [:], 16),
    ("facefusion_desired_workers", [:], 5),
    ("facefusion_arrival_rate", [:], 12.5),
    ("facefusion_drain_rate", [:], 11.5),
    ("facefusion_dead_letters", [:], 1),
    ("facefusion_store_bytes", [:], 1_099_511_627_776),
    ("facefusion_store_live_bytes", [:], 9),
    ("facefusion_store_segments", [:], 3),
    ("facefusion_body_bytes_in_flight", [:], 65_536),
    ("facefusion_memory_taken_bytes", [:], 5),
    ("facefusion_ready", [:], 1),
    ("facefusion_queue_paused", [:], 0),
    ("facefusion_log_lines_dropped_total", [:], 0),
    ("process_start_time_seconds", [:], 1_764_101_990.123),
]

@Suite(.timeLimit(.minutes(1)))
struct `The service's metrics` {
    @Test
    func `a scrape shows what was counted and what was read`() async throws {
        let exporter = exporter(usedMetrics()) { $0 = everything() }
        let parsed = try ParsedExposition(await exporter.text())
        for (name, labels, value) in seen {
            #expect(parsed.value(name, labels) == value, "\(name) \(labels)")
        }
        let build = try #require(parsed.families["facefleet_build_info"]?.samples.first)
        #expect(build.value == 1 && build.labels["version"] == "1.2.3" && build.labels["role"] == "serve")
    }

    @Test
    func `what this process does not know is not shown as zero`() async throws {
        let exporter = exporter(ServiceMetrics()) { _ in }
        let parsed = try ParsedExposition(await exporter.text())
        #expect(parsed.families["facefusion_queue_depth"] == nil && parsed.families["facefusion_running"] == nil)
        #expect(parsed.value("facefusion_requests_total", ["status": "failed"]) == 0)
    }

    @Test
    func `a part of the service that cannot be read takes only its own gauges away`() async throws {
        struct Unavailable: Error {}
        let exporter = exporter(usedMetrics()) { readings in
            readings.segments = 3
            throw Unavailable()
        }
        let parsed = try ParsedExposition(await exporter.text())
        #expect(parsed.families["facefusion_queue_depth"] == nil)
        #expect(parsed.value("facefusion_store_segments") == 3)
        #expect(parsed.value("facefusion_lease_beats_failed_total") == 1)
        #expect(parsed.value("facefusion_reading_failures_total") == 1)
    }

    @Test
    func `every metric that the service counts is exposed`() {
        let metrics = ServiceMetrics()
        let exposed = metrics.families.map(\.source)
        let counted = Mirror(reflecting: metrics).children.compactMap { $0.value as? any MetricSource }
        #expect(counted.count == 15)
        #expect(exposed.count == counted.count)
        for source in counted where source is any Metric {
            #expect(exposed.contains { ($0 as AnyObject) === (source as AnyObject) })
        }
    }

    @Test
    func `the labels of closed sets are those of the interface`() {
        #expect(TaskEnd.allCases.map(\.rawValue) == ["succeeded", "failed", "canceled", "expired", "rejected"])
        #expect(QueueClass.allCases.map(\.rawValue) == ["vip", "normal", "bulk"])
        #expect(StatusClass(status: 99) == .none && StatusClass(status: 599) == .serverError)
        #expect(StatusClass(status: 100) == .informational && StatusClass(status: 399) == .redirection)
        #expect(HTTPMethodLabel(method: "get") == .other && HTTPMethodLabel(method: "GET") == .get)
    }

    @Test(.enabled(if: Promtool.url != nil, Promtool.missing))
    func `promtool finds nothing to say`() async throws {
        let text = await exporter(usedMetrics()) { $0 = everything() }.text()
        #expect(try Promtool.complaints(about: text) == "")
    }

    @Test(.enabled(if: Promtool.url != nil, Promtool.missing))
    func `promtool complains of what is wrong`() throws {
        let text = "# HELP a_ms_total A.\n# TYPE a_ms_total gauge\na_ms_total 1\n"
        #expect(try Promtool.complaints(about: Array(text.utf8)).contains("a_ms_total"))
    }
}

@Suite(.timeLimit(.minutes(1)), .serialized)
struct `What the system says of the process` {
    @Test
    func `descriptors and processor time go up when they are used`() throws {
        let before = ProcessReadings()
        let files = try (0..<20).map { _ in try FileHandle(forReadingFrom: URL(filePath: "/dev/null")) }
        var generator = SystemRandomNumberGenerator()
        var sum: UInt64 = 0
        for _ in 0..<3_000_000 { sum &+= generator.next() }
        let after = ProcessReadings()
        #expect(sum != 0 && files.count == 20)
        let (countBefore, countAfter) = try (
            #require(before.openDescriptorCount), #require(after.openDescriptorCount)
        )
        // Other suites may open and close files meanwhile.
        #expect(countAfter >= countBefore + 10 && countAfter <= after.descriptorCountMax)
        #expect(after.cpuSeconds > before.cpuSeconds)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/statm"), "needs Linux's /proc"))
    func `memory in use is that of the process, in bytes`() throws {
        let before = try #require(ProcessReadings().residentBytes)
        let block = [UInt8](repeating: 1, count: 64 << 20)
        let after = try #require(ProcessReadings().residentBytes)
        #expect(block.count == 64 << 20)
        #expect((32 << 20..<1 << 30).contains(after - before))
    }
}
