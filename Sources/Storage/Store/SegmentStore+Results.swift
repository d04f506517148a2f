// SPDX-License-Identifier: Apache-2.0

extension SegmentStore {
    /// Publishes a task's result unless one exists.
    ///
    /// The quota does not apply: what runs can settle.
    public func putResult(
        _ id: ObjectID,
        _ content: Content,
        media: MediaDescription
    ) async throws(StorageError) -> ResultOutcome {
        let now = time.now
        let trailer = FrameTrailer(
            storedAt: now,
            expiresAt: expiry(configuration.resultLifetime, from: now),
            parts: [FrameTrailer.Part(role: nil, sum: content.sum)],
            attributes: FrameAttributes.encode(media)
        )
        let append = Append(kind: .result, id: id, contents: [content], trailer: trailer)
        switch try await writer.append(append) {
        case .written: return .stored(Self.info(id, trailer, media))
        case .existing: return .existing(try await resultInfo(id))
        }
    }

    /// What is known of a result.
    public func resultInfo(_ id: ObjectID) async throws(StorageError) -> ObjectInfo {
        try await readers.run { () throws(StorageError) in try self.info(.result, id) }
    }

    /// A result, or a range of it.
    ///
    /// Whole results given as bytes are checked against their digest; a larger one is sent as it lies.
    public func result(_ id: ObjectID, range: Range<Int>?) async throws(StorageError) -> ObjectBody {
        try await readers.run { () throws(StorageError) in
            try self.reading(.result, id) { frame throws(StorageError) in
                try self.read(part: 0, of: frame, range: range, checksFiles: false)
            }
        }
    }

    /// Keeps an object for an hour, and for as long as an accepted record names it.
    public func putUpload(
        _ id: ObjectID,
        _ content: Content,
        media: MediaDescription
    ) async throws(StorageError) -> ObjectInfo {
        let now = time.now
        let trailer = FrameTrailer(
            storedAt: now,
            expiresAt: expiry(configuration.uploadLifetime, from: now),
            parts: [FrameTrailer.Part(role: nil, sum: content.sum)],
            attributes: FrameAttributes.encode(media)
        )
        let append = Append(kind: .upload, id: id, contents: [content], trailer: trailer)
        switch try await appendNew(append) {
        case .written: return Self.info(id, trailer, media)
        case .existing: return try await uploadInfo(id)
        }
    }

    /// What is known of an upload.
    public func uploadInfo(_ id: ObjectID) async throws(StorageError) -> ObjectInfo {
        try await readers.run { () throws(StorageError) in try self.info(.upload, id) }
    }

    private func info(_ kind: FrameKind, _ id: ObjectID) throws(StorageError) -> ObjectInfo {
        try reading(kind, id) { frame in
            FrameAttributes.media(frame.trailer.attributes).map { Self.info(id, frame.trailer, $0) }
        }
    }

    private static func info(_ id: ObjectID, _ trailer: FrameTrailer, _ media: MediaDescription) -> ObjectInfo {
        let sum = trailer.parts[0].sum
        return ObjectInfo(
            id: id,
            media: media,
            digest: sum.digest,
            byteCount: sum.byteCount,
            storedAtMilliseconds: trailer.storedAt,
            expiresAtMilliseconds: trailer.expiresAt
        )
    }
}
