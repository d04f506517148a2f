// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue
internal import Storage

/// Shows tasks of the queue as clients see them.
struct TaskPresenter {
    let parts: GatewayParts

    /// The whole task.
    func view(of record: TaskRecord) async throws -> TaskView {
        var view = outline(of: record)
        if view.status == .queued { view.queue = place(of: record) }
        if view.status.isTerminal {
            let report = try report(of: record)
            fill(&view, report, record)
            if report == nil { view.metadata = try await recordedRequest(of: record)?.metadata }
        } else {
            // A request that this version cannot read is told by its worker.
            view.metadata = try? TaskRequest(recorded: record.task.payload.request).metadata
        }
        return view
    }

    /// A search for faces.
    func detection(of record: TaskRecord) throws -> DetectionView {
        let report = try report(of: record)
        let status = FusionStatus(record.state.status)
        return DetectionView(
            id: record.task.id.rawValue,
            status: status,
            faces: status == .succeeded ? report?.detected ?? [] : [],
            error: Self.error(of: record, report)?.at("/v1/detections/\(record.task.id)")
        )
    }

    /// What the worker said at the end; `nil` where none had a say, as of a task that was canceled before it ran.
    ///
    /// - Throws: `internal` when the queue's row is damaged.
    func report(of record: TaskRecord) throws -> TaskReport? {
        let bytes = record.state.status == .succeeded ? record.result ?? [] : record.error
        return bytes.isEmpty ? nil : try TaskReport(recorded: bytes)
    }

    /// Why a task ended without a result; `nil` when it has one, or has not ended.
    static func error(of record: TaskRecord, _ report: TaskReport?) -> Problem? {
        let instance = "/v1/fusions/\(record.task.id)"
        switch record.state.status {
        case .queued, .delayed, .running, .succeeded, .canceled: return nil
        case .expired: return Problem(.deadlineExceeded, "the deadline passed before the task was done").at(instance)
        case .failed, .rejected:
            if let error = report?.error { return error.at(instance) }
            let detail = "the task ended its worker \(record.state.crashesAlone) times and is not tried again"
            return Problem(.internalFault, detail).at(instance)
        }
    }

    private func outline(of record: TaskRecord) -> TaskView {
        let task = record.task
        var view = TaskView(
            id: task.id.rawValue,
            priority: Priority(rawValue: task.priority.name) ?? .normal,
            createdAt: Timestamp(task.created)
        )
        let isRunning = record.state.status == .running
        view.status = FusionStatus(record.state.status)
        view.attempt = record.state.attempt
        view.startedAt = record.started.map(Timestamp.init)
        view.finishedAt = record.ended.map(Timestamp.init)
        view.replayOf = task.replayOf?.rawValue
        if isRunning {
            let progress = record.progress
            view.progress = TaskView.Progress(stage: progress?.stage ?? "fetch", fraction: progress?.fraction ?? 0)
        }
        return view
    }

    private func fill(_ view: inout TaskView, _ report: TaskReport?, _ record: TaskRecord) {
        view.error = Self.error(of: record, report)
        guard let report else { return }
        view.faces = report.faces
        view.timings = report.timings
        view.models = report.models
        view.metadata = report.metadata
        guard view.status == .succeeded, let result = report.result else { return }
        view.result = TaskView.Result(
            url: "/v1/fusions/\(record.task.id)/result",
            contentType: result.contentType,
            image: result.image,
            expiresAt: Timestamp(milliseconds: result.expiresAtMilliseconds)
        )
    }

    /// The request as it was recorded, for tasks whose worker had nothing to say; the queue forgets it at the end.
    ///
    /// `nil` once the record is removed, and where it cannot be read, which is told; a store that fails is an error,
    /// lest a task be kept without what it said.
    private func recordedRequest(of record: TaskRecord) async throws -> TaskRequest? {
        guard let id = ObjectID(record.task.payload.record), let accepted = try await acceptedRecord(id) else {
            return nil
        }
        do throws(Problem) {
            return try TaskRequest(recorded: try AcceptedTask(recorded: accepted.request).request)
        } catch {
            parts.logger.warning(
                "an accepted request cannot be read; its task is shown without the client's remarks",
                metadata: ["task": "\(record.task.id)", "error": "\(error.detail)"]
            )
            return nil
        }
    }

    private func acceptedRecord(_ id: ObjectID) async throws -> AcceptedRecord? {
        do throws(StorageError) {
            return try await parts.store.acceptedRecord(id)
        } catch {
            guard [.notFound, .erased, .damaged].contains(error.code) else { throw error }
            return nil
        }
    }

    /// About where a waiting task is.
    private func place(of record: TaskRecord) -> TaskView.QueuePlace? {
        guard let ahead = record.place?.ahead else { return nil }
        let rate = Double(parts.traffic.summary(at: parts.wallClock.now).endedPerMinute) / 60
        return TaskView.QueuePlace(positionEstimate: ahead, etaSeconds: rate > 0 ? Double(ahead + 1) / rate : nil)
    }
}

extension Timestamp {
    /// A time of the queue.
    init(_ time: WallTime) { self.init(milliseconds: Int64(time.milliseconds)) }
}
