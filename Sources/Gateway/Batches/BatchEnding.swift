// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// Ends batches: marks each child that has ended, and with the last of them writes the summary and ends the whole.
///
/// Everything may be repeated: marks are bits, the summary is written on the condition that there is none, and a batch
/// ends by adopting it.
struct BatchEnding: Sendable {
    let parts: GatewayParts

    /// A child has ended, however.
    ///
    /// - Returns: Whether that is all; `false` where it was the last of a batch that is not there yet, since its other
    ///   children are still being accepted.
    func note(_ child: ChildLink, tenant: String) async throws -> Bool {
        guard let batch = TaskID(child.batch) else {
            throw Problem(.internalFault, "a task is a part of '\(child.batch)', which is no batch's name")
        }
        let marked = try await parts.queue.markChild(child.index, of: batch)
        guard marked == child.count else { return true }
        return try await end(batch, tenant: tenant, count: child.count)
    }

    /// Marks the children that have ended anew, for a batch that a queue had forgotten.
    func recount(_ batch: TaskID, tenant: String, count: Int) async throws {
        let lookup = TaskLookup(parts: parts)
        _ = try await concurrently(Array(0..<count)) { index in
            let (found, isErased) = try await lookup.look(for: TaskID(child: index, of: batch), of: tenant)
            if isErased || found?.status.isTerminal == true {
                _ = try await note(ChildLink(batch: batch.rawValue, index: index, count: count), tenant: tenant)
            }
        }
    }

    /// Ends a batch; whether it was there.
    private func end(_ batch: TaskID, tenant: String, count: Int) async throws -> Bool {
        guard let record = try await parts.queue.record(of: batch) else { return false }
        // Two requests under one key at the same time: the other's fusion is no batch to end.
        guard record.task.kind == .batch else { return true }
        // It may have been canceled, or have ended before.
        guard !record.state.status.isTerminal else { return true }
        let items = try await BatchWork(parts: parts, tenant: tenant).items(of: batch, 0..<count)
        let summary = BatchItem.summary(of: batch.rawValue, items)
        let object = ObjectID(tenant: tenant, name: batch.rawValue)
        do throws(StorageError) {
            _ = try await parts.store.putResult(object, Content(summary), media: Self.media)
        } catch {
            guard error.code == .erased else { throw error }
            return true
        }
        var report = TaskReport()
        report.metadata = try TaskRequest(recorded: record.task.payload.request).metadata
        _ = try await parts.queue.adopt(report.recorded, of: batch)
        return true
    }

    private static let media = MediaDescription(contentType: "application/json", width: 0, height: 0)
}
