// SPDX-License-Identifier: Apache-2.0

import Storage
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Objects erased` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func code(_ body: () async throws -> Void) async -> StorageError.Code? {
        await #expect(throws: StorageError.self) { try await body() }?.code
    }

    @Test func `nothing of an erased task is readable, and nothing can be published after it`() async throws {
        let path = folder.path("data")
        let store = try await StoreFixture.open(path)
        for name in ["u1", "u2"] { try await store.putUpload(name) }
        try await store.accept("a1", upload: "u1")
        try await store.accept("a2", upload: "u2")
        try await store.accept("a3", upload: "u2")
        try await store.putResult("a1")
        try await store.putFinal("a1")
        #expect(try Segments.files(in: path, holding: StoreFixture.result("a1")) != [])
        for name in ["a1", "a3", "unknown"] { try await store.erase(StoreFixture.id(name)) }
        let id = StoreFixture.id("a1")
        #expect(await code { _ = try await store.acceptedRecord(id) } == .erased)
        #expect(await code { _ = try await store.result(id, range: nil) } == .erased)
        #expect(await code { _ = try await store.finalRecord(id) } == .erased)
        #expect(await code { try await store.putResult("a1") } == .erased)
        #expect(await code { try await store.putFinal("a1") } == .erased)
        #expect(await code { try await store.accept("a1") } == .erased)
        #expect(await code { try await store.putResult("unknown") } == .erased)
        try await store.removeInputs(of: [id])
        // The upload of two tasks outlives one of them.
        #expect(await code { _ = try await store.uploadInfo(StoreFixture.id("u1")) } == .notFound)
        #expect(try await store.uploadInfo(StoreFixture.id("u2")).byteCount == 3000)
        await store.close()
        let steps = [
            "upload:u2", "accept:a1:u1", "accept:a2:u2", "result:a1", "final:a1", "accept:a3", "erase:a1", "erase:a3",
            "erase:unknown",
        ]
        let broken = try await Promises(steps).broken(in: path)
        #expect(broken == [])
        #expect(try Segments.files(in: path, holding: StoreFixture.upload("u1")) == [])
    }

    @Test func `what was given up before is destroyed too`() async throws {
        let path = folder.path("data")
        let store = try await StoreFixture.open(path)
        try await store.accept("a1")
        try await store.removeInputs(of: [StoreFixture.id("a1")])
        #expect(try Segments.files(in: path, holding: StoreFixture.source("a1")) != [])
        try await store.erase(StoreFixture.id("a1"))
        #expect(try Segments.files(in: path, holding: StoreFixture.source("a1")) == [])
    }

    @Test func `a result and an erasure at once leave nothing either way`() async throws {
        let path = folder.path("data")
        let store = try await StoreFixture.open(path)
        for number in 0..<20 {
            let name = "a\(number)"
            try await store.accept(name)
            await withTaskGroup { group in
                group.addTask { _ = try? await store.putResult(name) }
                group.addTask { _ = try? await store.putFinal(name) }
                group.addTask { _ = try? await store.erase(StoreFixture.id(name)) }
            }
            #expect(await code { _ = try await store.result(StoreFixture.id(name), range: nil) } == .erased)
        }
        await store.close()
        let steps = (0..<20).flatMap { ["accept:a\($0)", "erase:a\($0)"] }
        let broken = try await Promises(steps).broken(in: path)
        #expect(broken == [])
    }
}
