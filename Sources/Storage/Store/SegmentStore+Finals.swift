// SPDX-License-Identifier: Apache-2.0

extension SegmentStore {
    /// Keeps what is left of a task that ended; the first record stays.
    @discardableResult
    public func putFinal(_ record: FinalRecord) async throws(StorageError) -> FinalKeeping {
        let now = time.now
        let content = Content(record.json)
        // What inputs are left go with the record, and those of a dead letter are what a replay copies.
        let lifetime = record.isDeadLetter ? configuration.deadLetterLifetime : .zero
        let trailer = FrameTrailer(
            storedAt: now,
            expiresAt: expiry(max(configuration.resultLifetime, lifetime), from: now),
            parts: [FrameTrailer.Part(role: nil, sum: content.sum)],
            attributes: FrameAttributes.encode(record)
        )
        let append = Append(kind: .final, id: record.id, contents: [content], trailer: trailer)
        if case .written = try await writer.append(append) { return .first }
        return .existing(status: try await finalRecord(record.id).status)
    }

    /// What is left of a task that ended.
    public func finalRecord(_ id: ObjectID) async throws(StorageError) -> FinalRecord {
        try await readers.run { () throws(StorageError) in try self.readFinal(id) }
    }

    /// A tenant's tasks that ended, newest first.
    public func finalRecords(
        of tenant: TenantPrefix,
        status: String?,
        before cursor: FinalRecordCursor?,
        limit: Int
    ) async throws(StorageError) -> FinalRecordPage {
        let scanned = status == nil ? limit : FinalRecordPage.scanCountMax
        let items = index.withLock { $0.finals.page(of: tenant, before: cursor, limit: scanned) }
        return try await readers.run { () throws(StorageError) in
            var records: [FinalRecord] = []
            for (position, item) in items.enumerated() {
                if let record = try self.readPresentFinal(item.id), status == nil || record.status == status {
                    records.append(record)
                }
                let isLast = position == items.count - 1
                if records.count == limit || isLast {
                    return FinalRecordPage(records: records, next: isLast && items.count < scanned ? nil : item)
                }
            }
            return FinalRecordPage(records: records, next: nil)
        }
    }

    /// A record, or nil when it went while the list was read.
    private func readPresentFinal(_ id: ObjectID) throws(StorageError) -> FinalRecord? {
        do throws(StorageError) {
            return try readFinal(id)
        } catch {
            guard [.notFound, .erased, .damaged].contains(error.code) else { throw error }
            return nil
        }
    }

    private func readFinal(_ id: ObjectID) throws(StorageError) -> FinalRecord {
        try reading(.final, id) { frame throws(StorageError) -> FinalRecord? in
            guard let attributes = FrameAttributes.final(frame.trailer.attributes),
                let json = try FrameReader.part(0, of: frame.trailer, at: frame.place, in: frame.file)
            else { return nil }
            return FinalRecord(
                id: id,
                createdAtMilliseconds: attributes.createdAt,
                status: attributes.status,
                json: json,
                isDeadLetter: attributes.isDeadLetter
            )
        }
    }
}
