// SPDX-License-Identifier: Apache-2.0

public import Storage

extension S3ObjectStore {
    /// Makes a record durable: one object with the request and all pictures.
    ///
    /// Inputs that came as uploads are copied inside the store first.
    public func accept(_ record: AcceptRecord) async throws(StorageError) -> AcceptOutcome {
        let uploads = try await uploads(of: record)
        let bundle = try AcceptBundle(record, uploads: uploads, at: now)
        for (index, upload) in bundle.uploads {
            try await copy(keys.key(.uploads, upload), to: keys.input(record.id, index))
        }
        var call = S3Call(.put, keys.key(.accepted, record.id))
        call.demandAbsence()
        call.body = S3Body([Content(bundle.header)] + record.contents)
        if try await client.send(call).status != 412 { return AcceptOutcome(isNew: true) }
        if try await isErased(record.id) { throw StorageError.erasedObject }
        return AcceptOutcome(isNew: false)
    }

    private func uploads(of record: AcceptRecord) async throws(StorageError) -> [ObjectID: ObjectInfo] {
        var uploads: [ObjectID: ObjectInfo] = [:]
        for input in record.inputs {
            if case .upload(let id) = input.origin, uploads[id] == nil { uploads[id] = try await uploadInfo(id) }
        }
        return uploads
    }

    private func copy(_ key: String, to other: String) async throws(StorageError) {
        var call = S3Call(.put, other)
        let source = PercentEncoding.encoded("/\(client.location.bucket)/\(key)", keepingSlashes: true)
        call.headers = [.init("x-amz-copy-source", source)]
        call.tolerated = [404]
        guard try await client.send(call).status != 404 else { throw StorageError.missingObject }
    }

    /// Whether what is under a task's id was erased, and not only its inputs removed.
    func isErased(_ id: ObjectID) async throws(StorageError) -> Bool {
        let answer = try await client.send(S3Call(.head, keys.key(.accepted, id)))
        switch answer.objectByteCount {
        case 0 where answer.isSuccess: return true
        // Removing the inputs of an erased task writes over the empty object; the result's says it still.
        case 1 where answer.isSuccess:
            let result = try await client.send(S3Call(.head, keys.key(.results, id)))
            return result.isSuccess && result.objectByteCount == 0
        default: return false
        }
    }

    /// The record of a task, while its inputs are kept.
    public func acceptedRecord(_ id: ObjectID) async throws(StorageError) -> AcceptedRecord {
        let entry = try await beginning(of: id)
        async let result = client.send(S3Call(.head, keys.key(.results, id)))
        async let final = client.send(S3Call(.head, keys.key(.finals, id)))
        do {
            let (hasResult, hasFinal) = try await (result.isSuccess, final.isSuccess)
            return try await record(entry, hasResult: hasResult, hasFinal: hasFinal)
        } catch {
            throw error as? StorageError ?? StorageError(.failed, "\(error)")
        }
    }

    func record(
        _ entry: RecentBundles.Entry,
        hasResult: Bool,
        hasFinal: Bool
    ) async throws(StorageError) -> AcceptedRecord {
        AcceptedRecord(
            id: entry.id,
            position: RecordPosition(keys.key(.accepted, entry.id)),
            acceptedAtMilliseconds: entry.bundle.acceptedAtMilliseconds,
            request: try await bytes(entry.bundle.requestRange, of: entry),
            inputs: entry.bundle.inputs(of: entry.id),
            hasResult: hasResult,
            hasFinal: hasFinal
        )
    }
}
