// SPDX-License-Identifier: Apache-2.0

import TestSupport

@testable import Storage

/// What the steps of a test store under a name, the same in this process and in `StorageHarness`.
enum StoreFixture {
    static let media = MediaDescription(contentType: "image/jpeg", width: 3, height: 4)

    static func id(_ name: String) -> ObjectID { ObjectID(tenant: "default", name: name) }

    static func source(_ name: String) -> [UInt8] { SeededBytes.of("source-\(name)", count: 5000) }

    static func target(_ name: String) -> [UInt8] { SeededBytes.of("target-\(name)", count: 40_000) }

    static func upload(_ name: String) -> [UInt8] { SeededBytes.of("upload-\(name)", count: 3000) }

    static func result(_ name: String) -> [UInt8] { SeededBytes.of("result-\(name)", count: 2000) }

    static func final(_ name: String) -> [UInt8] { SeededBytes.of("final-\(name)", count: 100) }

    static func record(_ name: String, upload: String? = nil) -> AcceptRecord {
        let target = upload.map { AcceptInput.Origin.upload(id($0)) } ?? .content(Content(target(name)))
        return AcceptRecord(
            id: id(name),
            request: Content([UInt8](name.utf8)),
            inputs: [
                AcceptInput(role: .source(person: 0, photo: 0), origin: .content(Content(source(name)))),
                AcceptInput(role: .target, origin: target),
            ]
        )
    }

    /// A store with small segments.
    static func open(
        _ folder: String,
        segmentBytes: Int = 128 << 10,
        clock: StorageClock = .system,
        _ change: (inout StorageConfiguration) -> Void = { _ in }
    ) async throws -> SegmentStore {
        var configuration = StorageConfiguration()
        configuration.segmentBytes = segmentBytes
        change(&configuration)
        return try await SegmentStore.open(folder, configuration: configuration, clock: clock)
    }
}

extension SegmentStore {
    func accept(_ name: String, upload: String? = nil) async throws {
        _ = try await accept(StoreFixture.record(name, upload: upload))
    }

    func putUpload(_ name: String) async throws {
        _ = try await putUpload(
            StoreFixture.id(name),
            Content(StoreFixture.upload(name)),
            media: StoreFixture.media
        )
    }

    @discardableResult
    func putResult(_ name: String, _ bytes: [UInt8]? = nil) async throws -> ResultOutcome {
        try await putResult(
            StoreFixture.id(name),
            Content(bytes ?? StoreFixture.result(name)),
            media: StoreFixture.media
        )
    }

    func putFinal(
        _ name: String,
        createdAt: Int64 = 1,
        status: String = "succeeded",
        isDeadLetter: Bool = false
    ) async throws {
        try await putFinal(
            FinalRecord(
                id: StoreFixture.id(name),
                createdAtMilliseconds: createdAt,
                status: status,
                json: StoreFixture.final(name),
                isDeadLetter: isDeadLetter
            )
        )
    }

    /// Where a task's record lies.
    func position(of name: String) async throws -> SegmentPosition {
        let position = try await acceptedRecord(StoreFixture.id(name)).position
        guard let place = SegmentPosition(position) else { throw StorageError(.damaged, "no place: \(position)") }
        return place
    }

    /// The requests of all records, in order, read page by page.
    func acceptedNames(after position: RecordPosition? = nil, pageSize: Int = 3) async throws -> [String] {
        var names: [String] = []
        var position = position
        while true {
            let page = try await acceptedRecords(after: position, limit: pageSize)
            guard let last = page.last else { return names }
            names += page.map { String(decoding: $0.request, as: UTF8.self) }
            position = last.position
        }
    }
}

extension ObjectBody {
    /// The bytes, wherever they are.
    func read() throws -> [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .file(let range): try range.read()
        }
    }
}
