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
        var items: [Int: JSONValue] = [:]
        try await each(of: batch, range) { index, id in
            (index, try await item(index, id))
        } note: { index, item in
            items[index] = item
        }
        return range.compactMap { items[$0] }
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
        try await each(of: batch, 0..<count) { index, id in
            do throws(TaskQueueError) {
                _ = try await parts.queue.cancel(id)
            } catch {
                switch error {
                case .unknownTask, .alreadyTerminal: break
                default: throw error
                }
            }
            return (index, true)
        }
    }

    /// Erases every child.
    func erase(_ batch: TaskID, count: Int) async throws {
        try await each(of: batch, 0..<count) { index, id in
            try await TaskErasure(parts: parts, tenant: tenant).erase(id)
            return (index, true)
        }
    }

    /// Takes back what was accepted of a batch that is refused: it must neither run nor come back.
    func takeBack(_ batch: TaskID, count: Int) async {
        do {
            try await cancel(batch, count: count)
            let names = BatchNames(parts)
            let objects = (0..<count).map { ObjectID(tenant: tenant, name: names.child($0, of: batch).rawValue) }
            try await parts.store.removeInputs(of: objects)
        } catch {
            parts.logger.error(
                "parts of a refused batch may still run",
                metadata: ["batch": "\(batch)", "error": "\(error)"]
            )
        }
    }

    /// Works on children, several at once.
    private func each<Value: Sendable>(
        of batch: TaskID,
        _ range: Range<Int>,
        _ work: @escaping @Sendable (Int, TaskID) async throws -> (Int, Value),
        note: (Int, Value) -> Void = { _, _ in }
    ) async throws {
        let names = BatchNames(parts)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: BatchAcceptance.width) {
            let part = start..<min(start + BatchAcceptance.width, range.upperBound)
            try await withThrowingTaskGroup(of: (Int, Value).self) { group in
                for index in part { group.addTask { try await work(index, names.child(index, of: batch)) } }
                for try await done in group { note(done.0, done.1) }
            }
        }
    }
}
