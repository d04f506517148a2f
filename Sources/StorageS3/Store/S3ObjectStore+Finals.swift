// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// Keeps what is left of a task that ended; the first record stays.
    ///
    /// The record comes first, then its entry in the tenant's list; whoever is interrupted between them repeats both.
    @discardableResult
    public func putFinal(_ record: FinalRecord) async throws(StorageError) -> FinalKeeping {
        var call = S3Call(.put, keys.key(.finals, record.id))
        call.headers = [
            .init("Content-Type", "application/json"), .init("x-amz-meta-status", record.status),
            .init("x-amz-meta-created", String(record.createdAtMilliseconds)),
        ]
        if record.isDeadLetter { call.headers.append(.init(Self.deadLetterHeader, "true")) }
        call.demandAbsence()
        call.body = S3Body(record.json)
        if try await client.send(call).status == 412 {
            let first = try await finalAttributes(record.id)
            try await enlist(first.createdAt, first.status, record.id)
            return .existing(status: first.status)
        }
        try await enlist(record.createdAtMilliseconds, record.status, record.id)
        try await strikeIfErased(record)
        return .first
    }

    /// An erasure that came between the record and its entry in the list did not see the entry.
    private func strikeIfErased(_ record: FinalRecord) async throws(StorageError) {
        let answer = try await client.send(S3Call(.head, keys.key(.finals, record.id)))
        guard answer.isSuccess, answer.objectByteCount == 0 else { return }
        try await client.delete([keys.listEntry(FinalRecordCursor(behind: record), status: record.status)])
        throw StorageError.erasedObject
    }

    private func enlist(_ createdAt: Int64, _ status: String, _ id: ObjectID) async throws(StorageError) {
        let cursor = FinalRecordCursor(createdAtMilliseconds: createdAt, id: id)
        _ = try await client.send(S3Call(.put, keys.listEntry(cursor, status: status)))
    }

    private func finalAttributes(_ id: ObjectID) async throws(StorageError) -> (createdAt: Int64, status: String) {
        let record = try Self.final(id, try await client.send(S3Call(.head, keys.key(.finals, id))))
        return (record.createdAtMilliseconds, record.status)
    }

    /// What is left of a task that ended.
    public func finalRecord(_ id: ObjectID) async throws(StorageError) -> FinalRecord {
        try Self.final(id, try await client.send(S3Call(.get, keys.key(.finals, id))))
    }

    private static func final(_ id: ObjectID, _ answer: S3Answer) throws(StorageError) -> FinalRecord {
        guard answer.status != 404 else { throw StorageError.missingObject }
        guard answer.objectByteCount != 0 else { throw StorageError.erasedObject }
        guard let created = answer.header("x-amz-meta-created").flatMap({ Int64($0) }),
            let status = answer.header("x-amz-meta-status")
        else { throw StorageError(.damaged, "a final record in the bucket says neither status nor time") }
        return FinalRecord(
            id: id,
            createdAtMilliseconds: created,
            status: status,
            json: answer.body,
            isDeadLetter: answer.header(deadLetterHeader) == "true"
        )
    }

    /// Whether a task that ended can be run again from its inputs.
    func isDeadLetter(_ id: ObjectID) async throws(StorageError) -> Bool {
        try await client.send(S3Call(.head, keys.key(.finals, id))).header(Self.deadLetterHeader) == "true"
    }

    private static let deadLetterHeader = "x-amz-meta-dead-letter"

    /// A tenant's tasks that ended, newest first.
    public func finalRecords(
        of tenant: TenantPrefix,
        status: String?,
        before cursor: FinalRecordCursor?,
        limit: Int
    ) async throws(StorageError) -> FinalRecordPage {
        let scanned = status == nil ? min(limit, 1000) : FinalRecordPage.scanCountMax
        // Nothing in an entry's status comes behind the tilde.
        let after = cursor.map { keys.listEntry($0) + "~" }
        let page = try await client.list(keys.list(of: tenant), after: after, limit: scanned)
        var records: [FinalRecord] = []
        var last: FinalRecordCursor?
        for object in page.objects {
            guard let entry = keys.entry(object.key, of: tenant) else { continue }
            last = entry.cursor
            guard status == nil || entry.status == status else { continue }
            if let record = try await presentFinal(entry.cursor.id) { records.append(record) }
            if records.count == limit { break }
        }
        let isEnd = !page.isTruncated && last == page.objects.last.flatMap { keys.entry($0.key, of: tenant)?.cursor }
        return FinalRecordPage(records: records, next: isEnd ? nil : last)
    }

    /// A record; nil when it went while the list was read.
    private func presentFinal(_ id: ObjectID) async throws(StorageError) -> FinalRecord? {
        do throws(StorageError) {
            return try await finalRecord(id)
        } catch {
            guard [.notFound, .erased, .damaged].contains(error.code) else { throw error }
            return nil
        }
    }
}
