// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// A task as it was found: in the queue, or among those that ended.
enum FoundTask: Sendable {
    case present(TaskRecord)
    case archived(ArchivedTask, status: FusionStatus)

    /// What makes another request the same one.
    var contentDigest: [UInt8] {
        switch self {
        case .present(let record): record.task.payload.digest
        case .archived(let task, _): task.contentDigest
        }
    }

    /// What it is.
    var kind: TaskKind {
        get throws(Problem) {
            switch self {
            case .present(let record): record.task.kind
            case .archived(let task, _): try task.isBatch ? .batch : .fusion
            }
        }
    }

    /// Where it is in its life.
    var status: FusionStatus {
        switch self {
        case .present(let record): FusionStatus(record.state.status)
        case .archived(_, let status): status
        }
    }
}

/// Finds tasks in the queue and, where it has forgotten them, in the store.
struct TaskLookup: Sendable {
    let parts: GatewayParts
    /// What is looked for, `nil` for whatever it is; another kind under the same name is not there.
    var kind: TaskKind? = .fusion

    /// A tenant's task.
    ///
    /// - Throws: `not_found`, also for another tenant's task; `gone` for one that was erased.
    func find(_ id: TaskID, of tenant: String) async throws -> FoundTask {
        guard let task = try await findIfAny(id, of: tenant) else {
            throw Problem(.notFound, "there is no task of this name, or it was forgotten")
        }
        return task
    }

    /// A tenant's task; `nil` when there is none.
    ///
    /// Searches for faces are found elsewhere.
    ///
    /// - Throws: `gone` for one that was erased.
    func findIfAny(_ id: TaskID, of tenant: String) async throws -> FoundTask? {
        if let record = try await parts.queue.record(of: id) {
            guard record.task.tenant.rawValue == tenant, kind == nil || record.task.kind == kind else { return nil }
            if record.state.isErased { throw Problem(.gone, "the task was erased") }
            return .present(record)
        }
        do {
            let record = try await parts.store.finalRecord(ObjectID(tenant: tenant, name: id.rawValue))
            let task = try ArchivedTask(recorded: record.json)
            guard let status = FusionStatus(rawValue: record.status) else { return nil }
            let found = FoundTask.archived(task, status: status)
            return try kind == nil || found.kind == kind ? found : nil
        } catch let error as StorageError where error.code == .notFound {
            return nil
        } catch let error as StorageError where error.code == .erased {
            throw Problem(.gone, "the task was erased")
        }
    }

    /// A tenant's task, and whether it was erased.
    func look(for id: TaskID, of tenant: String) async throws -> (found: FoundTask?, isErased: Bool) {
        do {
            return (try await findIfAny(id, of: tenant), false)
        } catch let problem as Problem where problem.code == .gone {
            return (nil, true)
        }
    }

    /// The task as JSON.
    func json(_ found: FoundTask) async throws -> [UInt8] {
        switch found {
        case .present(let record):
            switch record.task.kind {
            case .batch: try await BatchLookup(parts: parts).view(of: record).json
            case .fusion, .detection: try await TaskPresenter(parts: parts).view(of: record).json
            }
        case .archived(let task, _): task.json
        }
    }
}

extension FusionStatus {
    /// What clients see of a status of the queue.
    init(_ status: Queue.TaskStatus) {
        self =
            switch status {
            case .queued, .delayed: .queued
            case .running: .running
            case .succeeded: .succeeded
            case .failed: .failed
            case .canceled: .canceled
            case .expired: .expired
            case .rejected: .rejected
            }
    }
}
