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

    /// What of an area lies between two ids, both included, and how long each is.
    private func ids(
        in area: S3Keys.Area,
        _ first: ObjectID,
        _ last: ObjectID
    ) async throws(StorageError) -> [ObjectID: Int] {
        var found: [ObjectID: Int] = [:]
        let end = keys.key(area, last)
        // Ids are hexadecimal digits: nothing lies between a key and itself without its last character but its like.
        var after = String(keys.key(area, first).dropLast())
        while true {
            let page = try await client.list(keys.area(area), after: after)
            for object in page.objects where object.key <= end {
                if let id = keys.id(object.key, in: area) { found[id] = object.byteCount }
            }
            guard page.isTruncated, let last = page.objects.last, last.key < end else { return found }
            after = last.key
        }
    }

    private func read(_ ids: [ObjectID], _ results: [ObjectID: Int]) async throws(StorageError) -> [AcceptedRecord] {
        let found = await withTaskGroup(of: (Int, Result<AcceptedRecord?, StorageError>).self) { group in
            var found = [Result<AcceptedRecord?, StorageError>?](repeating: nil, count: ids.count)
            for (index, id) in ids.enumerated() {
                if index >= Self.readingMax, let (done, record) = await group.next() { found[done] = record }
                group.addTask {
                    // An empty result says that the task was erased.
                    (index, await self.readIfPresent(id, hasResult: (results[id] ?? 0) > 0))
                }
            }
            for await (done, record) in group { found[done] = record }
            return found
        }
        var records: [AcceptedRecord] = []
        for result in found { if let record = try result?.get() { records.append(record) } }
        return records
    }

    /// A record; nil when it went meanwhile or is damaged.
    private func readIfPresent(_ id: ObjectID, hasResult: Bool) async -> Result<AcceptedRecord?, StorageError> {
        do throws(StorageError) {
            var call = S3Call(.get, keys.key(.accepted, id))
            call.ask(for: 0..<Self.requestByteCount)
            let answer = try await client.send(call)
            guard answer.isSuccess, answer.body.count > 1 else { return .success(nil) }
            let bundle: AcceptBundle
            if let read = try? AcceptBundle(reading: answer.body) {
                bundle = read
            } else {
                bundle = try await beginning(of: id).bundle
            }
            let entry = RecentBundles.Entry(id: id, bundle: bundle, bytes: answer.body, readAt: 0)
            return .success(try await record(entry, hasResult: hasResult, hasFinal: false))
        } catch {
            guard [.notFound, .erased, .damaged].contains(error.code) else { return .failure(error) }
            return .success(nil)
        }
    }

    /// As much of a record as its request is expected in.
    private static let requestByteCount = 8 << 10
    /// Records that are read at the same time.
    private static let readingMax = 32
}
