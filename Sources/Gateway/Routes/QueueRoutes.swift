// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Hummingbird
internal import Queue

/// The queue as its operators see it.
enum QueueRoutes {
    /// How full it is, what runs and how fast.
    static func get(_ call: Call) async throws -> Response {
        let parts = call.parts
        let counts = try await parts.queue.counts()
        let traffic = parts.traffic.summary(at: parts.wallClock.now)
        var query = TaskQuery()
        query.statuses = [.running]
        query.limit = runningMax
        let running = try await parts.queue.list(query).tasks
        let workers = try await parts.workers()
        let signals = parts.scale.signals(workers.map(\.statement), counts)
        return .json(
            .object([
                "paused": .boolean(counts.isPaused),
                "classes": classes(counts),
                "running": .array(running.map(row)),
                "throughput_per_minute": .number(String(traffic.endedPerMinute)),
                "latency_ms": .object([
                    "p50": milliseconds(traffic.latencyMedian), "p95": milliseconds(traffic.latencyHigh),
                ]),
                "succeeded": .number(String(counts.ended[.succeeded] ?? 0)),
                "failed": .number(String(counts.ended[.failed] ?? 0)),
                "retries": .number(String(traffic.retries)),
                "dead_letters": .number(String(counts.deadLetters)),
                "stored_bytes": .number(String(counts.storedBytes)),
                "workers": .array(workers.map { worker($0.id, $0.statement) }),
                "desired_workers": .number(String(signals.desiredWorkers)),
            ])
        )
    }

    /// Holds claims back until resumed.
    static func pause(_ call: Call) async throws -> Response {
        try await call.parts.queue.pause()
        return try await get(call)
    }

    /// Lets claims through again.
    static func resume(_ call: Call) async throws -> Response {
        try await call.parts.queue.resume()
        return try await get(call)
    }

    private static func classes(_ counts: QueueCounts) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for priority in PriorityClass.allCases {
            let count = counts.classes[priority] ?? QueueCounts.Class()
            let age = Double((count.oldestAge / .milliseconds(1)).rounded()) / 1000
            members[priority.name] = .object([
                "queued": .number(String(count.queued)), "delayed": .number(String(count.delayed)),
                "running": .number(String(count.running)), "oldest_age_seconds": .number(String(age)),
            ])
        }
        return .object(members)
    }

    private static func worker(_ id: WorkerID, _ statement: WorkerStatement) -> JSONValue {
        guard case .object(var members) = statement.json else { return .null }
        members["id"] = .string("\(id)")
        members["models"] = .array(statement.models.map { .string($0.model.name) })
        return .object(members)
    }

    private static func row(_ record: TaskRecord) -> JSONValue {
        .object([
            "id": .string(record.task.id.rawValue), "priority": .string(record.task.priority.name),
            "stage": record.progress.map { .string($0.stage) } ?? .null,
            "fraction": record.progress.map { .number(String($0.fraction)) } ?? .null,
            "started_at": record.started.map { .string(Timestamp($0).rfc3339) } ?? .null,
        ])
    }

    private static func milliseconds(_ duration: Duration?) -> JSONValue {
        duration.map { .number(String(Int($0 / .milliseconds(1)))) } ?? .null
    }

    /// As many running tasks are listed.
    private static let runningMax = 100
}
