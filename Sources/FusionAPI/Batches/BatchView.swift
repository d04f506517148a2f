// SPDX-License-Identifier: Apache-2.0

/// A batch as clients see it.
public struct BatchView: Hashable, Sendable {
    /// Its public name.
    public var id: String
    /// Where it is in its life: it succeeds once every target has ended, however.
    public var status: FusionStatus
    /// The class of its fusions.
    public var priority: Priority
    /// When it was accepted.
    public var createdAt: Timestamp
    /// When its last target ended; `nil` before.
    public var finishedAt: Timestamp?
    /// How many targets it has.
    public var targetCount: Int
    /// How many of them have ended.
    public var endedCount: Int
    /// The client's own remark.
    public var metadata: JSONValue?

    /// A batch.
    public init(
        id: String,
        status: FusionStatus,
        priority: Priority,
        times: (created: Timestamp, finished: Timestamp?),
        counts: (targets: Int, ended: Int)
    ) {
        self.id = id
        self.status = status
        self.priority = priority
        createdAt = times.created
        finishedAt = times.finished
        targetCount = counts.targets
        endedCount = counts.ended
    }

    /// As the interface has it.
    public var json: [UInt8] {
        let summary: JSONValue = .object(["url": .string("/v1/batches/\(id)/summary")])
        return JSONValue.object([
            "id": .string(id), "status": .string(status.rawValue), "priority": .string(priority.rawValue),
            "created_at": .string(createdAt.rfc3339),
            "finished_at": finishedAt.map { .string($0.rfc3339) } ?? .null,
            "targets": JSONValue(targetCount), "ended": JSONValue(endedCount),
            "summary": status == .succeeded ? summary : .null, "metadata": metadata ?? .null,
        ]).canonicalBytes
    }
}

/// One target of a batch, as lists and the summary have it.
public enum BatchItem {
    /// A target that ended, or stands somewhere.
    ///
    /// - Parameters:
    ///   - index: Which target, from 0.
    ///   - task: The fusion as ``TaskView/json`` wrote it.
    /// - Returns: `index`, `id`, `status`, `result`, `error`.
    /// - Throws: `internal` when the fusion cannot be read.
    public static func json(_ index: Int, task: [UInt8]) throws(Problem) -> JSONValue {
        let reader = try RecordReader(task, "task")
        return .object([
            "index": JSONValue(index), "id": try reader.value("id"), "status": try reader.value("status"),
            "result": reader.optional("result") ?? .null, "error": reader.optional("error") ?? .null,
        ])
    }

    /// A target of which nothing is left but its name.
    public static func json(_ index: Int, missing id: String, status: FusionStatus) -> JSONValue {
        .object([
            "index": JSONValue(index), "id": .string(id), "status": .string(status.rawValue), "result": .null,
            "error": .null,
        ])
    }

    /// The summary of a batch that ended: how many targets ended how, and each of them.
    public static func summary(of batch: String, _ items: [JSONValue]) -> [UInt8] {
        var counts: [String: Int] = [:]
        for item in items {
            if case .object(let members) = item, case .string(let status)? = members["status"] {
                counts[status, default: 0] += 1
            }
        }
        var members: [String: JSONValue] = [
            "batch": .string(batch), "targets": JSONValue(items.count), "items": .array(items),
        ]
        for status in FusionStatus.allCases where status.isTerminal {
            members[status.rawValue] = JSONValue(counts[status.rawValue] ?? 0)
        }
        return JSONValue.object(members).canonicalBytes
    }
}
