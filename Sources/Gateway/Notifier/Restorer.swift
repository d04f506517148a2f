// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
public import Queue
internal import Storage

/// Puts accepted tasks back into a queue that does not know them: after a crash, or when its database is gone.
public struct Restorer: Sendable {
    private let parts: GatewayParts

    /// A restorer.
    public init(_ parts: GatewayParts) { self.parts = parts }

    /// Looks at every accept record; call it before anything is claimed.
    ///
    /// - Parameters:
    ///   - mark: What part of the queue is meant; `nil`: all of it.
    ///   - afterPage: Told now and then that it is at it still.
    /// - Returns: How many tasks the queue did not know.
    /// - Throws: What store and queue throw; a record that cannot be read is told and passed over.
    public func run(
        of mark: ReconciliationMark? = nil,
        afterPage: @Sendable () async throws -> Void = {}
    ) async throws -> Int {
        var position: RecordPosition?
        var restored = 0
        while true {
            let records = try await parts.store.acceptedRecords(after: position, limit: Self.pageSize)
            guard let last = records.last else { return restored }
            let isNew = try await concurrently(records.filter { !$0.hasFinal }) { try await restore($0, mark) }
            restored += isNew.count { $0 }
            position = last.position
            try await afterPage()
        }
    }

    private func restore(_ record: AcceptedRecord, _ mark: ReconciliationMark?) async throws -> Bool {
        guard let task = task(of: record) else { return false }
        if let mark, !mark.covers(task.id) { return false }
        if try await isOver(task, record) { return false }
        let result = try await parts.queue.restore(task, at: nil)
        // Its end is known; only that is not in the store yet.
        if case .existing(let status) = result, status.isTerminal { return false }
        if task.kind == .batch {
            try await recount(task)
        } else if record.hasResult {
            try await adopt(task, record.id)
        }
        return result == .enqueued
    }

    private func task(of record: AcceptedRecord) -> FusionTask? {
        do {
            let accepted = try AcceptedTask(recorded: record.request)
            let request = try TaskRequest(recorded: accepted.request)
            // What has its result must not expire before that is adopted.
            let now = record.hasResult ? accepted.createdAt : parts.now
            return try FusionTask(accepted, request, object: record.id, now: now)
        } catch {
            parts.logger.error(
                "an accepted task cannot be read and is left out",
                metadata: ["record": "\(record.id)", "error": "\(error)"]
            )
            return nil
        }
    }

    /// Whether a record is so old that its task's end may have been known and forgotten: what the queue does not know
    /// of such an age is not run again, and its pictures are not kept for it.
    private func isOver(_ task: FusionTask, _ record: AcceptedRecord) async throws -> Bool {
        let age = Duration.milliseconds(parts.now.milliseconds - record.acceptedAtMilliseconds)
        guard age > Self.ageMax else { return false }
        if let known = try await parts.queue.record(of: task.id) { return known.state.status.isTerminal }
        try await parts.store.removeInputs(of: [record.id])
        parts.logger.warning(
            "an accepted task that the queue does not know is too old to be run",
            metadata: ["task": "\(task.id)", "age_seconds": "\(age.components.seconds)"]
        )
        return true
    }

    /// What was marked of a batch is forgotten with it.
    private func recount(_ task: FusionTask) async throws {
        guard case .batch(let request) = try TaskRequest(recorded: task.payload.request) else { return }
        try await BatchEnding(parts: parts).recount(task.id, tenant: task.tenant.rawValue, count: request.targetCount)
    }

    /// Ends a task whose result was published and whose settlement was lost.
    private func adopt(_ task: FusionTask, _ object: ObjectID) async throws {
        let info: ObjectInfo
        do throws(StorageError) {
            info = try await parts.store.resultInfo(object)
        } catch {
            switch error.code {
            // Since it was listed: it must not run without its pictures.
            case .erased: _ = try await parts.queue.erase(task.id)
            case .notFound: break
            default: throw error
            }
            return
        }
        var report = TaskReport()
        report.metadata = try TaskRequest(recorded: task.payload.request).metadata
        report.result = TaskReport.Result(
            contentType: info.media.contentType,
            image: StoredImage(
                sha256: "\(info.digest)",
                bytes: info.byteCount,
                width: info.media.width,
                height: info.media.height
            ),
            expiresAtMilliseconds: info.expiresAtMilliseconds
        )
        _ = try await parts.queue.adopt(report.recorded, of: task.id)
    }

    private static let pageSize = 256
    /// As long as a queue that forgot nothing keeps a task that was given a deadline: 8 days.
    ///
    /// Final records stay longer, also where only the bucket's rules remove them.
    private static let ageMax = QueuePolicy().deadLetterRetention + .seconds(RequestLimits.deadlineSecondsMax)
}
