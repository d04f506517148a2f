// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// Publishes a task's result unless one exists, in one request.
    public func putResult(
        _ id: ObjectID,
        _ content: Content,
        media: MediaDescription
    ) async throws(StorageError) -> ResultOutcome {
        let metadata = S3Metadata(
            media,
            content.sum.digest,
            storedAt: now,
            lifetime: configuration.lifetimes.resultLifetime
        )
        var call = S3Call(.put, keys.key(.results, id))
        call.headers = metadata.headers
        call.demandAbsence()
        call.body = S3Body([content])
        if try await client.send(call).status != 412 {
            return .stored(metadata.info(id, byteCount: content.sum.byteCount))
        }
        // Another's, or our own from an attempt whose answer was lost.
        return .existing(try await resultInfo(id))
    }

    /// What is known of a result.
    public func resultInfo(_ id: ObjectID) async throws(StorageError) -> ObjectInfo {
        try info(id, try await client.send(S3Call(.head, keys.key(.results, id))))
    }

    /// A result, or a range of it; whole ones are checked against their digest.
    public func result(_ id: ObjectID, range: Range<Int>?) async throws(StorageError) -> ObjectBody {
        var call = S3Call(.get, keys.key(.results, id))
        if let range {
            guard !range.isEmpty else {
                try Self.check(range, in: try await resultInfo(id).byteCount)
                return .bytes([])
            }
            call.ask(for: range)
        }
        let answer = try await client.send(call)
        if answer.status == 416, let range {
            try Self.check(range, in: try await resultInfo(id).byteCount)
        }
        let info = try info(id, answer)
        if let range {
            try Self.check(range, in: info.byteCount)
            let isPart = answer.status == 206
            return .bytes(isPart ? answer.body : Array(answer.body[range]))
        }
        guard ContentDigest(of: answer.body) == info.digest else {
            throw StorageError(.damaged, "a result is not what was stored: its digest differs")
        }
        return .bytes(answer.body)
    }

    /// A URL under which anybody can read a result for a while.
    ///
    /// - Parameters:
    ///   - id: The task.
    ///   - validity: Up to seven days; the store's own limit for lent credentials may be shorter.
    /// - Returns: The URL.
    /// - Throws: `failed` without credentials. Nobody looks whether the result is there.
    public func resultLink(_ id: ObjectID, validFor validity: Duration) async throws(StorageError) -> String? {
        try await link(.get, keys.key(.results, id), validity, headers: [])
    }

    func link(
        _ method: S3Call.Method,
        _ key: String,
        _ validity: Duration,
        headers: [S3Request.Field]
    ) async throws(StorageError) -> String {
        let signer: S3Credentials
        do throws(S3CredentialError) {
            signer = try await client.credentials.credentials()
        } catch {
            throw StorageError(.failed, "\(client.location) cannot be linked to: \(error)")
        }
        let location = client.location
        var request = S3Request(method.rawValue, host: location.host, path: location.path(of: key))
        request.headers = headers
        let signed = SignatureV4(signer, region: location.region)
            .presigned(request, at: client.now, validFor: validity)
        return location.base + signed.target
    }

    /// What an answer about an object says of it.
    ///
    /// - Throws: `notFound`, also when its time is over; `erased`; `damaged` when it is not ours.
    func info(_ id: ObjectID, _ answer: S3Answer) throws(StorageError) -> ObjectInfo {
        guard answer.status != 404 else { throw StorageError.missingObject }
        guard answer.objectByteCount != 0 else { throw StorageError.erasedObject }
        guard let byteCount = answer.objectByteCount, let metadata = S3Metadata(answer) else {
            throw StorageError(.damaged, "an object in the bucket is not one of this service's")
        }
        guard metadata.expiresAt > now else { throw StorageError.missingObject }
        return metadata.info(id, byteCount: byteCount)
    }
}
