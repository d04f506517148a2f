// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// Asks the store for one name.
    public func check() async throws(StorageError) {
        _ = try await client.list(keys.area(.lists), after: nil, limit: 1)
    }

    /// Notes that a task is being erased.
    public func noteErasure(of name: String) async throws(StorageError) {
        _ = try await client.send(S3Call(.put, keys.erasure(of: name)))
    }

    /// What was erased lately and not swept yet.
    public func erasures() async throws(StorageError) -> [String] {
        var names: [String] = []
        var after: String?
        while true {
            let page = try await client.list(keys.area(.erasures), after: after)
            names += page.objects.map { String($0.key.dropFirst(keys.area(.erasures).count)) }
            guard page.isTruncated, let last = page.objects.last else { return names }
            after = last.key
        }
    }

    /// Destroys what belongs to a task now, and leaves empty objects, so that nothing is written under its id again.
    ///
    /// What it was accepted from as an upload is removed with it. When it throws, some may be left: repeat the call.
    public func erase(_ id: ObjectID) async throws(StorageError) {
        // The result first: from here on no worker can publish.
        try await empty(.results, id)
        var gone: [String] = []
        do throws(StorageError) {
            recent.forget(id)
            for (index, upload) in try await beginning(of: id).bundle.uploads {
                gone += [keys.input(id, index), keys.key(.uploads, upload)]
            }
        } catch {
            guard [.notFound, .erased, .damaged].contains(error.code) else { throw error }
        }
        recent.forget(id)
        var entry: [String] = []
        do throws(StorageError) {
            let final = try await finalRecord(id)
            entry = [keys.listEntry(FinalRecordCursor(behind: final), status: final.status)]
        } catch {
            guard [.notFound, .erased, .damaged].contains(error.code) else { throw error }
        }
        gone += entry
        if !gone.isEmpty { try await client.delete(gone) }
        try await empty(.accepted, id)
        try await empty(.finals, id)
        // Whoever was writing the record may have entered it in the list meanwhile; from here on they see the
        // tombstone.
        if !entry.isEmpty { try await client.delete(entry) }
    }

    private func empty(_ area: S3Keys.Area, _ id: ObjectID) async throws(StorageError) {
        _ = try await client.send(S3Call(.put, keys.key(area, id)))
    }
}
