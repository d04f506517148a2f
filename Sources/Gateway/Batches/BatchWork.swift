// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue
internal import Storage

/// Does something to every child of a batch.
struct BatchWork: Sendable {
    let parts: GatewayParts
    let tenant: String

    /// Some children as lists and the summary have them, in their order.
    func items(of batch: TaskID, _ range: Range<Int>) async throws -> [JSONValue] {
        try await concurrently(Array(range)) { index in try await item(index, TaskID(child: index, of: batch)) }
    }

    private func item(_ index: Int, _ id: TaskID) async throws -> JSONValue {
        let lookup = TaskLookup(parts: parts)
        let (found, isErased) = try await lookup.look(for: id, of: tenant)
        guard let found else {
            // Else its result expired.
            return BatchItem.json(index, missing: id.rawValue, status: isErased ? .canceled : .expired)
        }
        return try BatchItem.json(index, task: try await lookup.json(found))
    }

    /// Cancels every child that has not ended.
    func cancel(_ batch: TaskID, count: Int) async throws {
        _ = try await concurrently(Self.children(of: batch, count)) { id in
            do throws(TaskQueueError) {
                _ = try await parts.queue.cancel(id)
            } catch {
                switch error {
                case .unknownTask, .alreadyTerminal: break
                default: throw error
                }
            }
        }
    }

    /// Erases every child.
    func erase(_ batch: TaskID, count: Int) async throws {
        let erasure = TaskErasure(parts: parts, tenant: tenant)
        _ = try await concurrently(Self.children(of: batch, count)) { id in try await erasure.erase(id) }
    }

    private static func children(of batch: TaskID, _ count: Int) -> [TaskID] {
        (0..<count).map { TaskID(child: $0, of: batch) }
    }

    /// Takes back what was accepted of a batch that is refused: it must neither run nor come back.
    func takeBack(_ batch: TaskID, count: Int) async {
        do {
            try await cancel(batch, count: count)
            let objects = Self.children(of: batch, count).map { ObjectID(tenant: tenant, name: $0.rawValue) }
            try await parts.store.removeInputs(of: objects)
        } catch {
            parts.logger.error(
                "parts of a refused batch may still run",
                metadata: ["batch": "\(batch)", "error": "\(error)"]
            )
        }
    }
}
