// SPDX-License-Identifier: Apache-2.0

import Storage
import Testing

@testable import StorageS3

@Suite struct `A bucket that refuses what is not to be encrypted` {
    private static let header = "x-amz-server-side-encryption"
    private static let keyHeader = "x-amz-server-side-encryption-aws-kms-key-id"

    /// Has a store write all that it can write.
    private func writeEverything(_ store: S3ObjectStore) async throws {
        try await store.probe()
        for (name, count) in [("u1", 5), ("u2", 25)] {
            _ = try await store.putUpload(S3Rig.id(name), Content(S3Rig.bytes(name, count)), media: S3Rig.media)
        }
        for name in ["a1", "a2"] { _ = try await store.accept(S3Rig.record(name, upload: S3Rig.id("u1"))) }
        #expect(try await store.read("a1", 1) == S3Rig.bytes("u1", 5))
        try await store.publish("a1")
        for _ in 0..<2 { try await store.putFinal(S3Rig.final("a1", createdAt: 1)) }
        try await store.removeInputs(of: [S3Rig.id("a2")])
        try await store.noteErasure(of: "a1")
        try await store.erase(S3Rig.id("a1"))
        #expect(await store.code { try await $0.publish("a1") } == .erased)
    }

    @Test func `takes everything that the store writes`() async throws {
        let bucket = MemoryBucket(demanding: Self.header)
        let store = try bucket.store { configuration in
            configuration.encryption = .keyService("a-key")
            configuration.singleRequestByteCountMax = 20
            configuration.partByteCount = 10
        }
        try await writeEverything(store)
        let written = bucket.asked.filter { ($0.method == .put || $0.method == .post) && $0.key != nil }
        let begun = written.filter { !$0.has("partNumber") && !$0.has("uploadId") }
        // Whatever area is added has to be written above.
        let areas = Set(begun.compactMap { $0.key?.split(separator: "/").dropFirst(2).first.map { "\($0)/" } })
        #expect(areas == Set(S3Keys.Area.allCases.map(\.rawValue) + ["probe/"]))
        for call in begun {
            #expect(call.header(Self.header) == "aws:kms" && call.header(Self.keyHeader) == "a-key", "\(call)")
            #expect(call.headers.count { $0.name == Self.header } == 1)
            #expect(call.header("Authorization")?.contains(Self.header) == true, "it is signed")
        }
        // A part is encrypted as the object that it is of; to say so again is refused.
        let parts = written.filter { $0.has("partNumber") }
        #expect(parts.count == 3 && parts.allSatisfy { $0.header(Self.header) == nil })
        await store.close()
    }

    @Test func `is missed at the start by a store that does not encrypt`() async throws {
        let bucket = MemoryBucket(demanding: Self.header)
        let store = try bucket.store()
        let error = await #expect(throws: StorageError.self) { try await store.probe() }
        #expect(error?.message.contains("AccessDenied") == true)
        await store.close()
    }

    @Test func `has nothing to do with stores that leave it to the bucket`() async throws {
        let bucket = MemoryBucket()
        let store = try bucket.store()
        try await writeEverything(store)
        #expect(bucket.asked.allSatisfy { $0.header(Self.header) == nil })
        await store.close()
    }
}
