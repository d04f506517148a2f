// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// Erases tasks: pictures, result and what is remembered of them.
struct TaskErasure: Sendable {
    let parts: GatewayParts
    let tenant: String

    /// Erases a task, and cancels it where it has not ended.
    func erase(_ id: TaskID) async throws {
        let object = ObjectID(tenant: tenant, name: id.rawValue)
        let digests = try await digests(of: object)
        try await parts.store.noteErasure(of: id.rawValue)
        // The tombstone first: from here on no worker can publish.
        do throws(StorageError) {
            try await parts.store.erase(object)
        } catch {
            // What was erased of it is not known any more the next time.
            await forget(digests)
            throw error
        }
        await forget(digests)
        do throws(TaskQueueError) {
            _ = try await parts.queue.erase(id)
        } catch {
            // The queue has forgotten it, all but what was told of it.
            guard case .unknownTask = error else { throw error }
            try await parts.queue.forgetDeliveries(of: id)
        }
    }

    /// Nobody is to know of the pictures any more, in this process and elsewhere.
    private func forget(_ digests: [String]) async {
        guard !digests.isEmpty else { return }
        parts.forget(tenant, digests)
        await parts.queue.tellErased(ErasedPictures(of: TenantID(tenant), digests: digests))
    }

    /// The digests of a task's pictures; none when they were removed before.
    private func digests(of object: ObjectID) async throws -> [String] {
        do throws(StorageError) {
            return try await parts.store.acceptedRecord(object).inputs.map { "\($0.digest)" }
        } catch {
            guard [.notFound, .erased, .damaged].contains(error.code) else { throw error }
            return []
        }
    }
}
