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
        call.headers = metadata.headers + configuration.encryptionHeaders
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
}
