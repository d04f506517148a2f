// SPDX-License-Identifier: Apache-2.0

extension SegmentStore {
    /// The record of a task, while its inputs are kept.
    public func acceptedRecord(_ id: ObjectID) async throws(StorageError) -> AcceptedRecord {
        try await readers.run { () throws(StorageError) in try self.readRecord(id) }
    }

    /// Records behind a position, in the order in which they became durable.
    ///
    /// A record that is damaged is passed over; `recovery` tells of it.
    public func acceptedRecords(
        after position: RecordPosition?,
        limit: Int
    ) async throws(StorageError) -> [AcceptedRecord] {
        try await readers.run { () throws(StorageError) in
            var records: [AcceptedRecord] = []
            var position = position.flatMap { SegmentPosition($0) }
            // An empty answer says that there are no more, so a page of damaged records is stepped over here.
            while records.isEmpty {
                let page = self.index.withLock { $0.acceptedPositions(after: position, limit: limit) }
                guard let last = page.last else { return [] }
                for item in page {
                    if let record = try self.readPresentRecord(item.id) { records.append(record) }
                }
                position = last.position
            }
            return records
        }
    }

    /// An input, or a range of it; whole inputs are checked against their digest, also those given as a file.
    public func input(_ id: InputID, range: Range<Int>?) async throws(StorageError) -> ObjectBody {
        try await readers.run { () throws(StorageError) in
            var upload: ObjectID?
            let own = try self.reading(.accept, id.record) { frame throws(StorageError) -> ObjectBody? in
                guard frame.trailer.parts.indices.dropFirst().contains(id.index + 1) else {
                    throw StorageError(.notFound, "the record has no input \(id.index)")
                }
                upload = frame.trailer.parts[id.index + 1].upload
                guard upload == nil else { return .bytes([]) }
                return try self.read(part: id.index + 1, of: frame, range: range, checksFiles: true)
            }
            guard let upload else { return own }
            return try self.reading(.upload, upload) { frame throws(StorageError) in
                try self.read(part: 0, of: frame, range: range, checksFiles: true)
            }
        }
    }

    /// Removes the inputs of tasks that ended.
    ///
    /// They cannot be read from now on; a sweep gives their room back.
    public func removeInputs(of ids: [ObjectID]) async throws(StorageError) {
        let trailer = FrameTrailer(storedAt: time.now, expiresAt: 0)
        let failure = await withTaskGroup(of: StorageError?.self) { [writer] group in
            // Together, so that they share a sync.
            for id in ids {
                group.addTask {
                    do throws(StorageError) {
                        _ = try await writer.append(
                            Append(kind: .inputsRemoved, id: id, contents: [], trailer: trailer)
                        )
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(nil) { $0 ?? $1 }
        }
        if let failure { throw failure }
    }

    /// A record, or nil when it went meanwhile or is damaged.
    private func readPresentRecord(_ id: ObjectID) throws(StorageError) -> AcceptedRecord? {
        do throws(StorageError) {
            return try readRecord(id)
        } catch {
            guard [.notFound, .erased, .damaged].contains(error.code) else { throw error }
            return nil
        }
    }

    private func readRecord(_ id: ObjectID) throws(StorageError) -> AcceptedRecord {
        try reading(.accept, id) { frame throws(StorageError) -> AcceptedRecord? in
            guard let request = try FrameReader.part(0, of: frame.trailer, at: frame.place, in: frame.file) else {
                return nil
            }
            let inputs = frame.trailer.parts.dropFirst().enumerated().map { index, part in
                InputDescription(
                    id: InputID(record: id, index: index),
                    role: part.role ?? .target,
                    digest: part.sum.digest,
                    byteCount: part.sum.byteCount
                )
            }
            let entry = self.index.withLock { $0.tasks[id] }
            return AcceptedRecord(
                id: id,
                position: frame.place.position.recordPosition,
                acceptedAtMilliseconds: frame.trailer.storedAt,
                request: request,
                inputs: inputs,
                hasResult: entry?.result != nil,
                hasFinal: entry?.final != nil
            )
        }
    }
}

extension ObjectIndex {
    /// Where the records behind a position lie that are still kept.
    func acceptedPositions(
        after position: SegmentPosition?,
        limit: Int
    ) -> [(position: SegmentPosition, id: ObjectID)] {
        var found: [(SegmentPosition, ObjectID)] = []
        for number in segments.keys.sorted() where number >= position?.segment ?? 0 {
            for (offset, id) in segments[number]?.accepts ?? [] {
                let place = SegmentPosition(segment: number, offset: offset)
                guard position.map({ $0 < place }) ?? true, tasks[id]?.accept?.position == place else { continue }
                found.append((place, id))
                if found.count == limit { return found }
            }
        }
        return found
    }
}
