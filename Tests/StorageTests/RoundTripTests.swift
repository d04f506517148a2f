// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct `Objects stored and read` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `everything of a task is read back, also after a restart`() async throws {
        let steps = ["upload:u1", "accept:a1", "accept:a2:u1", "result:a1", "final:a1"]
        var store = try await StoreFixture.open(folder.path("data"))
        try await store.putUpload("u1")
        try await store.accept("a1")
        try await store.accept("a2", upload: "u1")
        try await store.putResult("a1")
        try await store.putFinal("a1")
        #expect(try await store.acceptedNames() == ["a1", "a2"])
        let info = try await store.resultInfo(StoreFixture.id("a1"))
        #expect(info.media == StoreFixture.media && info.byteCount == 2000)
        #expect(info.digest == ContentDigest(of: StoreFixture.result("a1")))
        await store.close()
        let broken = try await Promises(steps).broken(in: folder.path("data"))
        #expect(broken == [])
        store = try await StoreFixture.open(folder.path("data"))
        #expect(store.recovery.damages == [])
        let record = try await store.acceptedRecord(StoreFixture.id("a2"))
        #expect(record.inputs.map(\.role) == [.source(person: 0, photo: 0), .target])
        #expect(record.inputs[1].digest == ContentDigest(of: StoreFixture.upload("u1")))
        #expect(!record.hasResult && !record.hasFinal)
        #expect(try await store.acceptedRecord(StoreFixture.id("a1")).hasResult)
    }

    @Test func `a replay goes on behind a position`() async throws {
        let store = try await StoreFixture.open(folder.path("data"))
        for number in 0..<8 { try await store.accept("a\(number)") }
        let positions = try await store.acceptedRecords(after: nil, limit: 8).map(\.position)
        let places = positions.compactMap { SegmentPosition($0) }
        #expect(places.count == 8 && places == places.sorted() && Set(places.map(\.segment)).count > 2)
        #expect(places.map(\.recordPosition) == positions)
        #expect(try await store.acceptedNames(after: positions[4], pageSize: 1) == ["a5", "a6", "a7"])
        #expect(try await store.acceptedNames(after: positions[7]) == [])
    }

    @Test func `the first record stays and the first result is adopted`() async throws {
        let store = try await StoreFixture.open(folder.path("data"))
        let first = try await store.accept(StoreFixture.record("a1"))
        let second = try await store.accept(
            AcceptRecord(id: StoreFixture.id("a1"), request: Content([1]), inputs: [])
        )
        #expect(first.isNew && !second.isNew)
        #expect(try await store.acceptedNames() == ["a1"])
        let outcomes = try await withThrowingTaskGroup(of: ResultOutcome.self) { group in
            for byte in 0..<8 as Range<UInt8> {
                group.addTask { try await store.putResult("a1", [UInt8](repeating: byte, count: 100)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let stored = outcomes.compactMap { outcome in if case .stored(let info) = outcome { info } else { nil } }
        let existing = outcomes.compactMap { outcome in if case .existing(let info) = outcome { info } else { nil } }
        #expect(stored.count == 1 && existing == [ObjectInfo](repeating: stored[0], count: 7))
        let bytes = try await store.result(StoreFixture.id("a1"), range: nil).read()
        #expect(ContentDigest(of: bytes) == stored[0].digest)
    }

    @Test func `a record whose inputs are gone is not accepted anew`() async throws {
        var store = try await StoreFixture.open(folder.path("data"))
        try await store.accept("a1")
        try await store.putFinal("a1")
        try await store.removeInputs(of: [StoreFixture.id("a1"), StoreFixture.id("unknown")])
        _ = try await store.sweep()
        #expect(try await !store.accept(StoreFixture.record("a1")).isNew)
        await store.close()
        store = try await StoreFixture.open(folder.path("data"))
        #expect(try await !store.accept(StoreFixture.record("a1")).isNew)
        #expect(try await store.acceptedNames() == [])
        #expect(try Segments.files(in: folder.path("data"), holding: StoreFixture.source("a1")) == [])
    }

    @Test(arguments: [100_000, 3 << 20])
    func `an upload of any size is hashed, spooled and read in ranges`(byteCount: Int) async throws {
        let store = try await StoreFixture.open(folder.path("data")) { $0.spoolInMemoryMax = 256 << 10 }
        let bytes = SeededBytes.of("large", count: byteCount)
        var spool = store.spool(expecting: byteCount)
        for start in stride(from: 0, to: byteCount, by: 50_001) {
            let end = min(start + 50_001, byteCount)
            spool.append(bytes.span.extracting(start..<end).bytes)
            try await spool.flush()
        }
        #expect(spool.byteCount == byteCount && spool.isInFile == (byteCount > 256 << 10))
        let content = try await spool.finish()
        #expect(content.sum == Content(bytes).sum)
        let id = StoreFixture.id("large")
        _ = try await store.putResult(id, content, media: StoreFixture.media)
        #expect(try await store.result(id, range: nil).read() == bytes)
        #expect(try await store.result(id, range: 7..<90_001).read() == [UInt8](bytes[7..<90_001]))
        #expect(try await store.result(id, range: 5..<5).read() == [])
        let error = await #expect(throws: StorageError.self) {
            try await store.result(id, range: 5..<(byteCount + 1))
        }
        #expect(error?.code == .rangeInvalid && error?.limit == byteCount && error?.measured == byteCount + 1)
        #expect(try await store.accept(StoreFixture.record("a1")).isNew)
    }

    @Test func `other tenants see nothing of it`() async throws {
        let store = try await StoreFixture.open(folder.path("data"))
        try await store.putUpload("u1")
        let other = ObjectID(tenant: "other", name: "u1")
        let error = await #expect(throws: StorageError.self) { try await store.uploadInfo(other) }
        #expect(error?.code == .notFound)
        let record = AcceptRecord(
            id: ObjectID(tenant: "other", name: "a1"),
            request: Content([1]),
            inputs: [AcceptInput(role: .target, origin: .upload(StoreFixture.id("u1")))]
        )
        let refusal = await #expect(throws: StorageError.self) { try await store.accept(record) }
        #expect(refusal?.code == .notFound)
    }

    @Test func `final records are listed newest first, page by page`() async throws {
        var store = try await StoreFixture.open(folder.path("data"))
        for number in 0..<10 {
            try await store.putFinal(
                "a\(number)",
                createdAt: Int64(number / 2),
                status: number == 3 ? "failed" : "succeeded"
            )
        }
        await store.close()
        store = try await StoreFixture.open(folder.path("data"))
        let tenant = TenantPrefix("default")
        var seen: [FinalRecord] = []
        var cursor: FinalRecordCursor?
        repeat {
            let page = try await store.finalRecords(of: tenant, status: nil, before: cursor, limit: 4)
            seen += page.records
            cursor = page.next.flatMap { FinalRecordCursor($0.description) }
        } while cursor != nil
        #expect(Set(seen.map(\.id)).count == 10 && seen.count == 10)
        #expect(seen.map(\.createdAtMilliseconds) == [4, 4, 3, 3, 2, 2, 1, 1, 0, 0])
        let failed = try await store.finalRecords(of: tenant, status: "failed", before: nil, limit: 4)
        #expect(failed.records.map(\.id) == [StoreFixture.id("a3")])
        let others = try await store.finalRecords(of: TenantPrefix("other"), status: nil, before: nil, limit: 4)
        #expect(others.records == [])
    }

    @Test func `what is too large is refused with its measure`() async throws {
        let store = try await StoreFixture.open(folder.path("data"))
        let request = Content([UInt8](repeating: 1, count: AcceptRecord.requestBytesMax + 1))
        let error = await #expect(throws: StorageError.self) {
            try await store.accept(AcceptRecord(id: StoreFixture.id("a1"), request: request, inputs: []))
        }
        #expect(error?.code == .recordTooLarge && error?.limit == AcceptRecord.requestBytesMax)
        let media = MediaDescription(contentType: String(repeating: "x", count: 70_000), width: 1, height: 1)
        let refusal = await #expect(throws: StorageError.self) {
            try await store.putUpload(StoreFixture.id("u1"), Content([1]), media: media)
        }
        #expect(refusal?.code == .recordTooLarge)
        try await store.accept("a1")
        let missing = await #expect(throws: StorageError.self) {
            try await store.input(InputID(record: StoreFixture.id("a1"), index: 2), range: nil)
        }
        #expect(missing?.code == .notFound)
    }
}
