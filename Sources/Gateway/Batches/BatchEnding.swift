// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue
internal import Storage

/// Ends batches: marks each child that has ended, and with the last of them writes the summary and ends the whole.
///
/// Everything may be repeated: marks are bits, the summary is written on the condition that there is none, and a batch
/// ends by adopting it.
struct BatchEnding: Sendable {
    let parts: GatewayParts

    /// A child has ended, however.
    func note(_ child: ChildLink, tenant: String) async throws {
        guard let batch = TaskID(child.batch) else {
            throw Problem(.internalFault, "a task is a part of '\(child.batch)', which is no batch's name")
        }
        let marked = try await parts.queue.markChild(child.index, of: batch)
        if marked == child.count { try await end(batch, tenant: tenant, count: child.count) }
    }

    /// Ends a batch whose children all have ended.
    func endIfComplete(_ batch: TaskID, tenant: String, count: Int) async throws {
        if try await parts.queue.markedChildren(of: batch) == count {
            try await end(batch, tenant: tenant, count: count)
        }
    }

    /// Marks the children that have ended anew, for a batch that a queue had forgotten.
    func recount(_ batch: TaskID, tenant: String, count: Int) async throws {
        let names = BatchNames(parts)
        let lookup = TaskLookup(parts: parts)
        for index in 0..<count {
            let id = names.child(index, of: batch)
            let (found, isErased) = try await lookup.look(for: id, of: tenant)
            if isErased || found?.status.isTerminal == true {
                try await note(ChildLink(batch: batch.rawValue, index: index, count: count), tenant: tenant)
            }
        }
    }

    private func end(_ batch: TaskID, tenant: String, count: Int) async throws {
        // It may not be there yet, may have been canceled, or have ended before.
        guard let record = try await parts.queue.record(of: batch), !record.state.status.isTerminal else { return }
        let items = try await BatchWork(parts: parts, tenant: tenant).items(of: batch, 0..<count)
        let summary = BatchItem.summary(of: batch.rawValue, items)
        let object = ObjectID(tenant: tenant, name: batch.rawValue)
        do throws(StorageError) {
            _ = try await parts.store.putResult(object, Content(summary), media: Self.media)
        } catch {
            guard error.code == .erased else { throw error }
            return
        }
        var report = TaskReport()
        report.metadata = try TaskRequest(recorded: record.task.payload.request).metadata
        _ = try await parts.queue.adopt(report.recorded, of: batch)
    }

    private static let media = MediaDescription(contentType: "application/json", width: 0, height: 0)
}
