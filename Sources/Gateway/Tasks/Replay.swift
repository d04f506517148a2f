// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// Runs a dead letter again: as a new task with an accept record of its own, so that it is kept as any other is.
struct Replay {
    let parts: GatewayParts

    /// Accepts the new task.
    ///
    /// - Returns: Its name.
    /// - Throws: `not_found` when there is no dead letter of this name; `gone` when its pictures are; what accepting
    ///   throws.
    func run(_ id: TaskID) async throws -> TaskID {
        guard let letter = try await parts.queue.record(of: id) else { throw TaskQueueError.unknownTask(id) }
        guard letter.state.isDeadLetter, let old = ObjectID(letter.task.payload.record) else {
            throw TaskQueueError.notDeadLetter(id)
        }
        let record = try await accepted(old)
        var generator = SystemRandomNumberGenerator()
        let tenant = letter.task.tenant.rawValue
        let newID = TaskID(TaskIdentifier(using: &generator), of: tenant)
        let object = ObjectID(tenant: tenant, name: newID.rawValue)
        let task = AcceptedTask(
            id: newID.rawValue,
            tenant: tenant,
            createdAt: parts.now,
            request: try AcceptedTask(recorded: record.request).request,
            replayOf: id.rawValue
        )
        let inputs = try await copies(of: record.inputs)
        _ = try await parts.store.accept(AcceptRecord(id: object, request: Content(task.recorded), inputs: inputs))
        do throws(TaskQueueError) {
            _ = try await parts.queue.replay(id, as: newID, record: object.description)
        } catch {
            await parts.withdraw(object)
            throw error
        }
        parts.observer.accepted()
        return newID
    }

    private func accepted(_ id: ObjectID) async throws -> AcceptedRecord {
        do {
            return try await parts.store.acceptedRecord(id)
        } catch let error where error.code == .notFound {
            throw Problem(.gone, "the dead letter's pictures were removed")
        }
    }

    private func copies(of inputs: [InputDescription]) async throws -> [AcceptInput] {
        var copies: [AcceptInput] = []
        for input in inputs {
            copies.append(AcceptInput(role: input.role, origin: .content(try await copy(of: input))))
        }
        return copies
    }

    /// An input's bytes on their way into another record, piece by piece.
    private func copy(of input: InputDescription) async throws -> Content {
        var spool = parts.spool()
        for start in stride(from: 0, to: input.byteCount, by: Self.pieceByteCount) {
            let range = start..<min(start + Self.pieceByteCount, input.byteCount)
            let bytes = try await parts.store.input(input.id, range: range).bytes()
            unsafe spool.append(bytes.span.bytes)
            try await spool.flush()
        }
        let content = try await spool.finish()
        guard content.sum.digest == input.digest else {
            throw StorageError(.damaged, "an input is not what was accepted: its digest differs")
        }
        return content
    }

    private static let pieceByteCount = 256 << 10
}
