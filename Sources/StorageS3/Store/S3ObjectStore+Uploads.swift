// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// Keeps an object for an hour; accepted records that name it have copies of their own.
    public func putUpload(
        _ id: ObjectID,
        _ content: Content,
        media: MediaDescription
    ) async throws(StorageError) -> ObjectInfo {
        let lifetime = configuration.lifetimes.uploadLifetime
        let metadata = S3Metadata(media, content.sum.digest, storedAt: now, lifetime: lifetime)
        var call = S3Call(.put, keys.key(.uploads, id))
        call.headers = metadata.headers
        call.body = S3Body([content])
        if content.sum.byteCount > configuration.singleRequestByteCountMax {
            try await client.sendInParts(call)
        } else {
            _ = try await client.send(call)
        }
        return metadata.info(id, byteCount: content.sum.byteCount)
    }

    /// What is known of an upload.
    public func uploadInfo(_ id: ObjectID) async throws(StorageError) -> ObjectInfo {
        try info(id, try await client.send(S3Call(.head, keys.key(.uploads, id))))
    }

    /// An address at which anyone can put an upload; what it is called by does not say how large it may be.
    public func uploadLink(_ id: ObjectID, validFor validity: Duration) async throws(StorageError) -> String? {
        try await link(.put, keys.key(.uploads, id), validity, headers: [])
    }

    /// The bytes of an upload that came by such an address; none is read of one that is too large.
    public func linkedUpload(_ id: ObjectID, byteCountMax: Int) async throws(StorageError) -> [UInt8] {
        let key = keys.key(.uploads, id)
        let found = try await client.send(S3Call(.head, key))
        guard found.isSuccess, let count = found.objectByteCount else { throw StorageError.missingObject }
        guard count <= byteCountMax else {
            throw StorageError(
                .recordTooLarge,
                "an upload of \(count) bytes is larger than \(byteCountMax)",
                measured: count,
                limit: byteCountMax
            )
        }
        return try await get(key, 0..<count)
    }
}
