// SPDX-License-Identifier: Apache-2.0

internal import Gateway
internal import Observability
internal import Queue
internal import Storage
internal import Worker

/// What is read when the metrics are asked for.
struct MetricSources: Sendable {
    let parts: GatewayParts
    let worker: FusionWorker?
    let store: any ObjectStore
    let log: LogSink
    /// Whether the queue's counts are followed here.
    let isGateway: Bool

    /// What log, store, worker and queue say now; the queue comes last, since only it can fail.
    func read(into readings: inout ServiceReadings) async throws {
        let usage = store.usage()
        readings.storeBytes = Int(usage.diskBytes)
        readings.storeLiveBytes = Int(usage.liveBytes)
        readings.segments = Int(usage.segmentCount)
        readings.bytesInFlight = Int(parts.uploadByteCount)
        if let worker {
            readings.memoryTaken = Int(worker.memoryTaken)
            let cached = worker.cachedBytes
            readings.cacheBytes = [.source: cached.sources, .target: cached.targets, .pixels: cached.pixels]
        }
        readings.isReady = await parts.wouldSucceed()
        readings.droppedLogLines = log.droppedLineCount
        let counts = try await parts.queue.counts()
        readings.isPaused = counts.isPaused
        readings.deadLetters = counts.deadLetters
        readings.queueOldestAge = counts.classes.values.map(\.oldestAge).max() ?? .zero
        readings.queueDepth = [:]
        readings.running = [:]
        for (priority, part) in counts.classes {
            if let name = QueueClass(rawValue: priority.name) {
                readings.queueDepth?[name] = part.queued + part.delayed
                readings.running?[name] = part.running
            }
        }
        if isGateway {
            let signals = try await parts.scaleSignals(counts)
            readings.workers = signals.workers
            readings.workerSlots = signals.slots
            readings.desiredWorkers = signals.desiredWorkers
            readings.arrivalRate = signals.arrivalRate
            readings.drainRate = signals.drainRate
        }
    }
}
