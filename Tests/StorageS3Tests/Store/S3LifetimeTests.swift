// SPDX-License-Identifier: Apache-2.0

import S3Support
import Storage
import TestSupport
import Testing

@testable import StorageS3

@Suite(.enabled(if: S3Server.isInstalled, "\(S3Server.skipped)"))
struct `Objects whose time is over` {
    private let rig: S3Rig

    init() async throws { rig = try await S3Rig(S3Server.shared) }

    /// Sweeps until nothing is found any more.
    private func sweep(_ store: S3ObjectStore) async throws -> Int {
        var total = 0
        while true {
            let count = try await store.sweep().expiredObjects
            if count == 0 { return total }
            total += count
        }
    }

    @Test func `are gone for readers at once`() async throws {
        let early = rig.store { $0.lifetimes.resultLifetime = .milliseconds(-1) }
        try await early.publish("a1")
        #expect(await early.code { _ = try await $0.result(S3Rig.id("a1"), range: nil) } == .notFound)
        await early.close()
    }

    @Test func `are removed by a sweep, and no others`() async throws {
        let store = rig.store()
        for name in ["a1", "a2"] {
            _ = try await store.accept(S3Rig.record(name))
            try await store.publish(name)
            try await store.putFinal(S3Rig.final(name, createdAt: 1))
        }
        _ = try await store.putUpload(S3Rig.id("u1"), Content([1, 2]), media: S3Rig.media)
        _ = try await store.accept(S3Rig.record("a3", upload: S3Rig.id("u1")))
        try await store.erase(S3Rig.id("a2"))
        #expect(try await sweep(store) == 0)
        let later = rig.store { configuration in
            configuration.lifetimes.resultLifetime = .seconds(-10)
            configuration.lifetimes.uploadLifetime = .seconds(-10)
        }
        // A result, a final record, its entry and the upload; not what erasing left, nor inputs of a task that waits.
        #expect(try await sweep(later) == 4)
        #expect(try await store.read("a3", 1) == [1, 2])
        #expect(await store.code { try await $0.publish("a2") } == .erased)
        try await store.removeInputs(of: [S3Rig.id("a3")])
        #expect(try await sweep(later) == 1)
        let latest = rig.store { $0.lifetimes.tombstoneLifetime = .seconds(-10) }
        // Three empty objects of the erased task, and what says that the inputs of another were removed.
        #expect(try await sweep(latest) == 4)
        #expect(try await store.read("a1", 0) == S3Rig.bytes("source-a1"))
        for store in [store, later, latest] { await store.close() }
    }
}
