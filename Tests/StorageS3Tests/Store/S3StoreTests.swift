// SPDX-License-Identifier: Apache-2.0

import Foundation
import S3Support
import Storage
import TestSupport
import Testing

@testable import StorageS3

@Suite(.enabled(if: S3Server.isInstalled, "\(S3Server.skipped)"))
struct `A store in a bucket` {
    private let rig: S3Rig
    private let store: S3ObjectStore

    init() async throws {
        rig = try await S3Rig(S3Server.shared)
        store = rig.store()
    }

    @Test func `keeps a record with its pictures in one object`() async throws {
        #expect(try await store.accept(S3Rig.record("a1")).isNew)
        #expect(try await store.read("a1", 0) == S3Rig.bytes("source-a1"))
        #expect(try await store.read("a1", 1) == S3Rig.bytes("target-a1", 40_000))
        #expect(try await store.read("a1", 1, 100..<300) == Array(S3Rig.bytes("target-a1", 40_000)[100..<300]))
        let record = try await store.acceptedRecord(S3Rig.id("a1"))
        #expect(record.request == [UInt8]("a1".utf8) && record.inputs.map(\.byteCount) == [5000, 40_000])
        #expect(record.inputs.map(\.role) == [.source(person: 0, photo: 0), .target] && !record.hasResult)
        #expect(await store.code { _ = try await $0.read("a1", 2) } == .notFound)
        #expect(await store.code { _ = try await $0.read("a1", 1, 0..<40_001) } == .rangeInvalid)
        await store.close()
    }

    @Test func `reads what lies behind the beginning of a large record`() async throws {
        _ = try await store.accept(S3Rig.record("a1", target: 3 << 20))
        #expect(try await store.read("a1", 1) == S3Rig.bytes("target-a1", 3 << 20))
        let range = 2 << 20..<(2 << 20) + 10
        #expect(try await store.read("a1", 1, range) == Array(S3Rig.bytes("target-a1", 3 << 20)[range]))
        await store.close()
    }

    @Test func `keeps the first record, and knows it once its pictures are gone`() async throws {
        _ = try await store.accept(S3Rig.record("a1"))
        let other = AcceptRecord(id: S3Rig.id("a1"), request: Content([1]), inputs: [])
        #expect(try await !store.accept(other).isNew)
        #expect(try await store.acceptedRecord(S3Rig.id("a1")).request == [UInt8]("a1".utf8))
        try await store.removeInputs(of: [S3Rig.id("a1"), S3Rig.id("never")])
        #expect(await store.code { _ = try await $0.read("a1", 0) } == .notFound)
        #expect(await store.code { _ = try await $0.acceptedRecord(S3Rig.id("a1")) } == .notFound)
        #expect(try await !store.accept(S3Rig.record("a1")).isNew)
        #expect(try await store.accept(S3Rig.record("never")).isNew)
        // What was refused leaves its name to another.
        for name in ["a1", "never", "absent"] { try await store.withdraw(S3Rig.id(name)) }
        for name in ["a1", "never", "absent"] { #expect(try await store.accept(S3Rig.record(name)).isNew) }
        await store.close()
    }

    @Test func `publishes one of many results`() async throws {
        let store = store
        let outcomes = try await withThrowingTaskGroup(of: ResultOutcome.self) { group in
            for byte in 0..<12 as Range<UInt8> {
                group.addTask { try await store.publish("a1", [UInt8](repeating: byte, count: 100)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let stored = outcomes.compactMap { if case .stored(let info) = $0 { info } else { nil } }
        let digests = Set(
            outcomes.map { outcome in
                switch outcome {
                case .stored(let info), .existing(let info): info.digest
                }
            }
        )
        #expect(stored.count == 1 && digests == Set(stored.map(\.digest)))
        let bytes = try await store.result(S3Rig.id("a1"), range: nil).inMemory
        #expect(ContentDigest(of: bytes) == stored[0].digest)
        #expect(try await store.result(S3Rig.id("a1"), range: 10..<20).inMemory.count == 10)
        #expect(await store.code { _ = try await $0.result(S3Rig.id("a1"), range: 90..<101) } == .rangeInvalid)
        #expect(await store.code { _ = try await $0.result(S3Rig.id("a1"), range: 200..<201) } == .rangeInvalid)
        #expect(try await store.resultInfo(S3Rig.id("a1")).media == S3Rig.media)
        #expect(await store.code { _ = try await $0.resultInfo(S3Rig.id("a2")) } == .notFound)
        #expect(await store.code { _ = try await $0.resultInfo(S3Rig.id("a1", tenant: "other")) } == .notFound)
        await store.close()
    }

    @Test func `copies an upload for each task that names it`() async throws {
        let upload = S3Rig.id("u1")
        let bytes = S3Rig.bytes("upload", 70_000)
        let info = try await store.putUpload(upload, Content(bytes), media: S3Rig.media)
        #expect(try await store.uploadInfo(upload) == info)
        for name in ["a1", "a2"] { _ = try await store.accept(S3Rig.record(name, upload: upload)) }
        #expect(try await store.read("a1", 1) == bytes)
        // Erased with the first task; the second has its own.
        try await store.erase(S3Rig.id("a1"))
        #expect(await store.code { _ = try await $0.uploadInfo(upload) } == .notFound)
        #expect(try await store.read("a2", 1) == bytes)
        #expect(await store.code { _ = try await $0.accept(S3Rig.record("a3", upload: upload)) } == .notFound)
        await store.close()
    }

    @Test func `sends what is large in parts`() async throws {
        let store = rig.store { configuration in
            configuration.singleRequestByteCountMax = 5 << 20
            configuration.partByteCount = 5 << 20
        }
        let spool = SpoolFolder(NSTemporaryDirectory(), inMemoryMax: 1 << 20)
        let bytes = S3Rig.bytes("upload", 11 << 20)
        var upload = spool.spool()
        for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
            unsafe upload.append(bytes[start..<start + (1 << 20)].span.bytes)
            try await upload.flush()
        }
        let content = try await upload.finish()
        _ = try await store.putUpload(S3Rig.id("u1"), content, media: S3Rig.media)
        _ = try await store.accept(S3Rig.record("a1", upload: S3Rig.id("u1")))
        #expect(try await store.read("a1", 1) == bytes)
        // The same from a file in one request.
        _ = try await self.store.putUpload(S3Rig.id("u2"), content, media: S3Rig.media)
        #expect(try await self.store.uploadInfo(S3Rig.id("u2")).digest == content.sum.digest)
        await store.close()
        await self.store.close()
    }

    @Test func `leaves nothing of an erased task and takes nothing more under its name`() async throws {
        _ = try await store.accept(S3Rig.record("a1"))
        try await store.publish("a1")
        try await store.putFinal(S3Rig.final("a1", createdAt: 5))
        try await store.erase(S3Rig.id("a1"))
        try await store.erase(S3Rig.id("a1"))
        let id = S3Rig.id("a1")
        #expect(await store.code { _ = try await $0.read("a1", 0) } == .erased)
        #expect(await store.code { _ = try await $0.resultInfo(id) } == .erased)
        #expect(await store.code { _ = try await $0.result(id, range: nil) } == .erased)
        #expect(await store.code { _ = try await $0.result(id, range: 0..<1) } == .erased)
        #expect(await store.code { _ = try await $0.finalRecord(id) } == .erased)
        #expect(await store.code { try await $0.publish("a1") } == .erased)
        #expect(await store.code { _ = try await $0.accept(S3Rig.record("a1")) } == .erased)
        #expect(await store.code { try await $0.putFinal(S3Rig.final("a1", createdAt: 5)) } == .erased)
        try await store.removeInputs(of: [id])
        #expect(await store.code { _ = try await $0.accept(S3Rig.record("a1")) } == .erased)
        try await store.withdraw(id)
        #expect(await store.code { _ = try await $0.accept(S3Rig.record("a1")) } == .erased)
        let page = try await store.finalRecords(of: id.tenant, status: nil, before: nil, limit: 10)
        #expect(page.records.isEmpty)
        #expect(try await store.acceptedRecords(after: nil, limit: 10).isEmpty)
        await store.close()
    }

    @Test func `knows what was erased lately`() async throws {
        for name in ["one", "two", "one"] { try await store.noteErasure(of: name) }
        #expect(try await store.erasures() == ["one", "two"])
        await store.close()
    }

    @Test func `lists a tenant's ended tasks, newest first`() async throws {
        let times: [Int64] = [3, 9, 1, 9, 5]
        for (index, time) in times.enumerated() {
            let status = index.isMultiple(of: 2) ? "succeeded" : "failed"
            try await store.putFinal(S3Rig.final("a\(index)", createdAt: time, status: status))
            let kept = try await store.putFinal(S3Rig.final("a\(index)", createdAt: 77, status: "canceled"))
            #expect(kept == .existing(status: status))
        }
        let tenant = S3Rig.id("a0").tenant
        var found: [FinalRecord] = []
        var cursor: FinalRecordCursor?
        repeat {
            let page = try await store.finalRecords(of: tenant, status: nil, before: cursor, limit: 2)
            found += page.records
            cursor = page.next
        } while cursor != nil
        #expect(found.map(\.createdAtMilliseconds) == [9, 9, 5, 3, 1] && Set(found.map(\.id)).count == 5)
        #expect(found[2].json == S3Rig.bytes("final-a4", 50))
        let failed = try await store.finalRecords(of: tenant, status: "failed", before: nil, limit: 10)
        #expect(failed.records.map(\.createdAtMilliseconds) == [9, 9] && failed.next == nil)
        #expect(try await store.finalRecord(S3Rig.id("a2")).status == "succeeded")
        let others = try await store.finalRecords(of: TenantPrefix("other"), status: nil, before: nil, limit: 10)
        #expect(others.records.isEmpty)
        await store.close()
    }

    @Test func `gives records that have not ended, with what there is of them`() async throws {
        for number in 0..<12 { _ = try await store.accept(S3Rig.record("a\(number)", target: 100)) }
        try await store.publish("a3")
        try await store.putFinal(S3Rig.final("a4", createdAt: 1))
        try await store.removeInputs(of: [S3Rig.id("a5")])
        try await store.erase(S3Rig.id("a6"))
        for limit in [1, 5, 100] {
            var found: [AcceptedRecord] = []
            while true {
                let page = try await store.acceptedRecords(after: found.last?.position, limit: limit)
                if page.isEmpty { break }
                found += page
            }
            let names = found.map { String(decoding: $0.request, as: UTF8.self) }
            #expect(names.sorted() == ["a0", "a1", "a10", "a11", "a2", "a3", "a7", "a8", "a9"], "\(limit)")
            #expect(found.filter(\.hasResult).map(\.id) == [S3Rig.id("a3")])
        }
        await store.close()
    }

    @Test func `links to a result for whoever has the link`() async throws {
        try await store.publish("a1")
        let link = try #require(try await store.resultLink(S3Rig.id("a1"), validFor: .seconds(60)))
        let answer = try await store.client.http.fetch(HTTPCall("GET", link))
        #expect(answer.status == 200 && answer.body == S3Rig.bytes("result-a1"))
        let forged = try await store.client.http.fetch(HTTPCall("GET", link.replacing("/r/", with: "/f/")))
        #expect(forged.status == 403)
        await store.close()
    }
}
