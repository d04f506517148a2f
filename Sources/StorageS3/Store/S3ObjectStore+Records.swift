// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// Records that have no final record, in the order of their ids.
    ///
    /// Three lists are walked side by side: of records, of results and of final records.
    public func acceptedRecords(
        after position: RecordPosition?,
        limit: Int
    ) async throws(StorageError) -> [AcceptedRecord] {
        var after = position?.description
        while true {
            let page = try await client.list(keys.area(.accepted), after: after, limit: min(max(limit, 1), 1000))
            guard let last = page.objects.last else { return [] }
            let present = page.objects.filter { $0.byteCount > 1 }.compactMap { keys.id($0.key, in: .accepted) }
            if let first = present.first, let end = present.last {
                let finals = try await ids(in: .finals, first, end)
                let results = try await ids(in: .results, first, end)
                let records = try await read(present.filter { finals[$0] == nil }, results)
                if !records.isEmpty { return records }
            }
            // An empty answer would say that there are no more.
            guard page.isTruncated else { return [] }
            after = last.key
        }
    }

    /// What of an area lies between two ids, both included.
    func ids(
        in area: S3Keys.Area,
        _ first: ObjectID,
        _ last: ObjectID
    ) async throws(StorageError) -> [ObjectID: S3Listed] {
        var found: [ObjectID: S3Listed] = [:]
        let end = keys.key(area, last)
        // Ids are hexadecimal digits: nothing lies between a key and itself without its last character but its like.
        var after = String(keys.key(area, first).dropLast())
        while true {
            let page = try await client.list(keys.area(area), after: after)
            for object in page.objects where object.key <= end {
                if let id = keys.id(object.key, in: area) { found[id] = object }
            }
            guard page.isTruncated, let last = page.objects.last, last.key < end else { return found }
            after = last.key
        }
    }

    private func read(
        _ ids: [ObjectID],
        _ results: [ObjectID: S3Listed]
    ) async throws(StorageError) -> [AcceptedRecord] {
        let records = try await concurrently(ids) { id throws(StorageError) in
            // An empty result says that the task was erased.
            try await self.readIfPresent(id, hasResult: (results[id]?.byteCount ?? 0) > 0)
        }
        return records.compactMap(\.self)
    }

    /// A record; nil when it went meanwhile or is damaged.
    private func readIfPresent(_ id: ObjectID, hasResult: Bool) async throws(StorageError) -> AcceptedRecord? {
        do throws(StorageError) {
            var call = S3Call(.get, keys.key(.accepted, id))
            call.ask(for: 0..<Self.requestByteCount)
            let answer = try await client.send(call)
            guard answer.isSuccess, answer.body.count > 1 else { return nil }
            let bundle: AcceptBundle
            if let read = try? AcceptBundle(reading: answer.body) {
                bundle = read
            } else {
                bundle = try await beginning(of: id).bundle
            }
            let entry = RecentBundles.Entry(id: id, bundle: bundle, bytes: answer.body, readAt: 0)
            return try await record(entry, hasResult: hasResult, hasFinal: false)
        } catch {
            guard [.notFound, .erased, .damaged].contains(error.code) else { throw error }
            return nil
        }
    }

    /// As much of a record as its request is expected in.
    private static let requestByteCount = 8 << 10
}
