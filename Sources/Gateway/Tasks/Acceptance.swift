// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue
internal import Storage

/// Accepts tasks: first the durable record, then the queue, then the answer.
struct Acceptance: Sendable {
    let parts: GatewayParts
    let tenant: String
    /// The kind of what is accepted, as it may be found again under its key.
    var kind = TaskKind.fusion

    /// What was accepted, or what the same request was accepted as before.
    enum Outcome {
        case accepted(TaskID)
        case known(TaskID, FoundTask)

        /// The task.
        var id: TaskID {
            switch self {
            case .accepted(let id), .known(let id, _): id
            }
        }
    }

    /// Accepts a request.
    ///
    /// - Parameters:
    ///   - request: What is to be done.
    ///   - inputs: The pictures, in the order that the request names them.
    ///   - key: The client's own name for the request; `nil` without one.
    /// - Returns: The task.
    /// - Throws: `idempotency_key_reused`, `queue_full`, `storage_failed`, `queue_unavailable`; then nothing is
    ///   accepted.
    func accept(_ request: TaskRequest, inputs: [AcceptInput], key: IdempotencyKey?) async throws -> Outcome {
        let identifier = try await identifier(for: request, key: key)
        switch identifier {
        case .known: return identifier
        case .accepted(let id):
            try await accept(request, inputs: inputs, as: id, isKeyed: key != nil)
            return identifier
        }
    }

    /// Accepts a request under a name; a repeat finds what was accepted before.
    ///
    /// - Parameters:
    ///   - request: What is to be done.
    ///   - inputs: The pictures, in the order that the request names them.
    ///   - id: The task's name.
    ///   - isKeyed: Whether the client can send the request again under this name.
    ///   - child: The batch that it is a part of; `nil` for none.
    /// - Throws: As ``accept(_:inputs:key:)``.
    func accept(
        _ request: TaskRequest,
        inputs: [AcceptInput],
        as id: TaskID,
        isKeyed: Bool,
        child: ChildLink? = nil
    ) async throws {
        try parts.fill.admit(waitingMax: parts.configuration.waitingMax)
        let accepted = AcceptedTask(
            id: id.rawValue,
            tenant: tenant,
            createdAt: parts.now,
            request: request.recorded,
            child: child
        )
        let object = ObjectID(tenant: tenant, name: id.rawValue)
        let record = AcceptRecord(id: object, request: Content(accepted.recorded), inputs: inputs)
        let outcome = try await parts.store.accept(record)
        let recorded = try await outcome.isNew ? accepted : same(request, as: object)
        let task = try FusionTask(recorded, request, object: object, now: parts.now)
        do throws(TaskQueueError) {
            _ = try await parts.queue.enqueue(task, at: nil)
        } catch {
            if case .identifierReused = error { throw Self.reused }
            try await refuse(id, object, isNew: outcome.isNew, isKeyed: isKeyed, error)
        }
        parts.observer.accepted()
    }

    /// What was refused must not run later, unless the client may have had it accepted meanwhile.
    ///
    /// Under a key the same request may be on its way through another gateway, which found the record here and told of
    /// its acceptance: then the record is not ours to take back. It may run though it was refused here, as a 503 says.
    private func refuse(
        _ id: TaskID,
        _ object: ObjectID,
        isNew: Bool,
        isKeyed: Bool,
        _ error: TaskQueueError
    ) async throws {
        if isKeyed {
            guard isNew, error.isDefinite, try await parts.queue.record(of: id) == nil else { throw error }
        } else if case .notDurable = error {
            await parts.retract(id)
        }
        await parts.withdraw(object)
        throw error
    }

    /// The task's name: new, or the one that follows from the key, under which it may be known already.
    func identifier(for request: TaskRequest, key: IdempotencyKey?) async throws -> Outcome {
        guard let key else {
            var generator = SystemRandomNumberGenerator()
            return .accepted(TaskID(TaskIdentifier(using: &generator), of: tenant))
        }
        let derivation = TaskIdentifierDerivation(secret: parts.configuration.secret)
        let identifiers = derivation.identifiers(tenant: tenant, key: key, at: parts.now)
        for identifier in identifiers {
            let id = TaskID(identifier, of: tenant)
            // A key names one request of whatever kind.
            let lookup = TaskLookup(parts: parts, kind: nil)
            guard let found = try await lookup.findIfAny(id, of: tenant) else { continue }
            guard try found.kind == kind, found.contentDigest == request.contentDigest else { throw Self.reused }
            return .known(id, found)
        }
        return .accepted(TaskID(identifiers[0], of: tenant))
    }

    static let reused = Problem(
        .idempotencyKeyReused,
        "this Idempotency-Key came with another request before"
    )

    /// The record that came first under this name, when it is of the same request.
    private func same(_ request: TaskRequest, as object: ObjectID) async throws -> AcceptedTask {
        let first = try AcceptedTask(recorded: try await parts.store.acceptedRecord(object).request)
        guard try TaskRequest(recorded: first.request).contentDigest == request.contentDigest else { throw Self.reused }
        return first
    }
}

extension TaskQueueError {
    /// Whether the task is not in the queue for certain.
    fileprivate var isDefinite: Bool {
        switch self {
        case .unavailable, .notDurable: false
        default: true
        }
    }
}

extension TaskID {
    /// A tenant's task's public name as the queue writes it: with it, the queue knows where the tenant's tasks are.
    init(_ identifier: TaskIdentifier, of tenant: String) {
        self.init(identifier, in: TaskSlot(of: TenantID(tenant)))
    }

    /// One of a batch's fusions.
    init(child index: Int, of batch: TaskID) {
        self.init(TaskIdentifier(child: index, of: batch.rawValue), in: TaskSlot(of: batch))
    }

    private init(_ identifier: TaskIdentifier, in slot: TaskSlot) {
        guard let id = TaskID(identifier.beginning(with: slot.number).description) else {
            preconditionFailure("an identifier's text is a task's name")
        }
        self = id
    }
}
