// SPDX-License-Identifier: Apache-2.0

import Storage

/// A real store, with something done right after an input was handed out.
struct MeddlingStore: ObjectStore {
    let store: SegmentStore
    var checked: @Sendable () async throws(StorageError) -> Void = {}
    let meddle: @Sendable () async throws(StorageError) -> Void

    func check() async throws(StorageError) { try await checked() }

    func input(_ id: InputID, range: Range<Int>?) async throws(StorageError) -> ObjectBody {
        let body = try await store.input(id, range: range)
        try await meddle()
        return body
    }

    func accept(_ record: AcceptRecord) async throws(StorageError) -> AcceptOutcome { try await store.accept(record) }

    func acceptedRecord(_ id: ObjectID) async throws(StorageError) -> AcceptedRecord {
        try await store.acceptedRecord(id)
    }

    func acceptedRecords(after position: RecordPosition?, limit: Int) async throws(StorageError) -> [AcceptedRecord] {
        try await store.acceptedRecords(after: position, limit: limit)
    }

    func removeInputs(of ids: [ObjectID]) async throws(StorageError) { try await store.removeInputs(of: ids) }

    func putUpload(
        _ id: ObjectID,
        _ content: Content,
        media: MediaDescription
    ) async throws(StorageError) -> ObjectInfo { try await store.putUpload(id, content, media: media) }

    func uploadInfo(_ id: ObjectID) async throws(StorageError) -> ObjectInfo { try await store.uploadInfo(id) }

    func putResult(
        _ id: ObjectID,
        _ content: Content,
        media: MediaDescription
    ) async throws(StorageError) -> ResultOutcome { try await store.putResult(id, content, media: media) }

    func resultInfo(_ id: ObjectID) async throws(StorageError) -> ObjectInfo { try await store.resultInfo(id) }

    func result(_ id: ObjectID, range: Range<Int>?) async throws(StorageError) -> ObjectBody {
        try await store.result(id, range: range)
    }

    func putFinal(_ record: FinalRecord) async throws(StorageError) -> FinalKeeping {
        try await store.putFinal(record)
    }

    func finalRecord(_ id: ObjectID) async throws(StorageError) -> FinalRecord { try await store.finalRecord(id) }

    func finalRecords(
        of tenant: TenantPrefix,
        status: String?,
        before cursor: FinalRecordCursor?,
        limit: Int
    ) async throws(StorageError) -> FinalRecordPage {
        try await store.finalRecords(of: tenant, status: status, before: cursor, limit: limit)
    }

    func erase(_ id: ObjectID) async throws(StorageError) { try await store.erase(id) }

    func sweep() async throws(StorageError) -> SweepReport { try await store.sweep() }

    var hasRoom: Bool { store.hasRoom }

    func usage() -> StorageUsage { store.usage() }
}
