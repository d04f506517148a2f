// SPDX-License-Identifier: Apache-2.0

extension SegmentStore {
    /// Makes a record durable: one append, one sync.
    public func accept(_ record: AcceptRecord) async throws(StorageError) -> AcceptOutcome {
        try record.checkLimits()
        if let known = try knownRecord(record.id) { return known }
        let trailer: FrameTrailer
        if record.namesUploads {
            // Looks into segments, which may block.
            trailer = try await readers.run { () throws(StorageError) in try self.trailer(of: record) }
        } else {
            trailer = try self.trailer(of: record)
        }
        let append = Append(kind: .accept, id: record.id, contents: record.contents, trailer: trailer)
        switch try await appendNew(append) {
        case .written: return AcceptOutcome(isNew: true)
        case .existing:
            guard let known = try knownRecord(record.id) else { throw StorageError.erasedObject }
            return known
        }
    }

    /// What accepting again comes to: the record that is there stays as it was.
    private func knownRecord(_ id: ObjectID) throws(StorageError) -> AcceptOutcome? {
        let entry = index.withLock { $0.tasks[id] }
        if entry?.tombstone != nil { throw StorageError.erasedObject }
        return entry?.firstPosition == nil ? nil : AcceptOutcome(isNew: false)
    }

    private func trailer(of record: AcceptRecord) throws(StorageError) -> FrameTrailer {
        var trailer = FrameTrailer(storedAt: time.now, expiresAt: 0)
        trailer.parts = [FrameTrailer.Part(role: nil, sum: record.request.sum)]
        for input in record.inputs {
            switch input.origin {
            case .content(let content):
                trailer.parts.append(FrameTrailer.Part(role: input.role, sum: content.sum))
            case .upload(let id):
                let sum = try uploadSum(id)
                trailer.parts.append(FrameTrailer.Part(role: input.role, sum: sum, upload: id))
            }
        }
        return trailer
    }

    private func uploadSum(_ id: ObjectID) throws(StorageError) -> ContentSum {
        try reading(.upload, id) { frame in frame.trailer.parts.first?.sum }
    }
}
