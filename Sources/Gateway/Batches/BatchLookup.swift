// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// A batch as it was found.
struct FoundBatch: Sendable {
    let id: TaskID
    let found: FoundTask
    /// How many targets it has.
    let count: Int
    /// As clients see it.
    let json: [UInt8]

    var status: FusionStatus { found.status }
}

/// Finds batches in the queue and, where it has forgotten them, in the store.
struct BatchLookup {
    let parts: GatewayParts

    /// A tenant's batch.
    ///
    /// - Throws: `not_found`, also for another tenant's; `gone` for one that was erased.
    func find(_ id: TaskID, of tenant: String) async throws -> FoundBatch {
        let lookup = TaskLookup(parts: parts, kind: .batch)
        guard let found = try await lookup.findIfAny(id, of: tenant) else {
            throw Problem(.notFound, "there is no batch of this name, or it was forgotten")
        }
        switch found {
        case .present(let record):
            let view = try await view(of: record)
            return FoundBatch(id: id, found: found, count: view.targetCount, json: view.json)
        case .archived(let task, _):
            guard case .number(let text)? = try task.member("targets"), let count = Int(text) else {
                throw Problem(.internalFault, "the record of an ended batch cannot be read")
            }
            return FoundBatch(id: id, found: found, count: count, json: task.json)
        }
    }

    /// A batch that was just accepted; as it began where the queue has lost it meanwhile, and will have it put back.
    func json(of id: TaskID, accepted request: BatchRequest, tenant: String) async throws -> [UInt8] {
        let lookup = TaskLookup(parts: parts, kind: .batch)
        if let found = try await lookup.findIfAny(id, of: tenant) { return try await lookup.json(found) }
        var view = BatchView(
            id: id.rawValue,
            status: .queued,
            priority: request.options.priority,
            times: (parts.now, nil),
            counts: (request.targetCount, 0)
        )
        view.metadata = request.options.metadata
        return view.json
    }

    /// A batch of the queue as clients see it.
    func view(of record: TaskRecord) async throws -> BatchView {
        let request = try await request(of: record)
        let status = FusionStatus(record.state.status)
        let marked = try await parts.queue.markedChildren(of: record.task.id)
        let ended = status == .succeeded ? request.targetCount : min(marked, request.targetCount)
        var view = BatchView(
            id: record.task.id.rawValue,
            status: status == .queued && ended > 0 ? .running : status,
            priority: Priority(rawValue: record.task.priority.name) ?? .normal,
            times: (Timestamp(record.task.created), record.ended.map(Timestamp.init)),
            counts: (request.targetCount, ended)
        )
        view.metadata = request.options.metadata
        return view
    }

    /// The request: from the queue, which forgets it at the end, or from the accept record.
    private func request(of record: TaskRecord) async throws -> BatchRequest {
        var bytes = record.task.payload.request
        if bytes.isEmpty, let id = ObjectID(record.task.payload.record) {
            bytes = try AcceptedTask(recorded: try await parts.store.acceptedRecord(id).request).request
        }
        guard case .batch(let request) = try TaskRequest(recorded: bytes) else {
            throw Problem(.internalFault, "the record of a batch is another task's")
        }
        return request
    }
}
