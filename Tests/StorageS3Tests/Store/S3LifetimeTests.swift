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
        // A result, an entry and the upload; not what erasing left, nor inputs of a task that waits, nor the final
        // record of one that has its inputs still.
        #expect(try await sweep(later) == 3)
        #expect(try await store.finalRecord(S3Rig.id("a1")).status == "succeeded")
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
    /// The requests of the records that a queue would be filled from.
    private func unended(_ store: S3ObjectStore) async throws -> [String] {
        try await store.acceptedRecords(after: nil, limit: 10)
            .map { String(decoding: $0.request, as: UTF8.self) }.sorted()
    }

    /// The queue that should have had the inputs removed lost its server.
    @Test func `are a task's inputs first and then what says that it ended, or it would run again`() async throws {
        let store = rig.store()
        for name in ["done", "dead", "waits"] { _ = try await store.accept(S3Rig.record(name)) }
        try await store.publish("done")
        try await store.putFinal(S3Rig.final("done", createdAt: 1))
        try await store.putFinal(S3Rig.final("dead", createdAt: 2, status: "failed", isDeadLetter: true))
        #expect(try await store.finalRecord(S3Rig.id("dead")).isDeadLetter)
        #expect(try await sweep(store) == 0)
        let hour = rig.store { $0.lifetimes.inputLifetime = .seconds(-10) }
        #expect(try await sweep(hour) == 1)
        #expect(await store.code { _ = try await $0.read("done", 0) } == .notFound)
        #expect(try await !store.accept(S3Rig.record("done")).isNew)
        #expect(try await store.read("dead", 0) == S3Rig.bytes("source-dead"))
        let day = rig.store { configuration in
            configuration.lifetimes.inputLifetime = .seconds(-10)
            configuration.lifetimes.resultLifetime = .seconds(-10)
        }
        // A result, a final record and both entries; the dead letter's final record stays with its inputs.
        #expect(try await sweep(day) == 4)
        #expect(try await unended(store) == ["waits"])
        let week = rig.store { configuration in
            configuration.lifetimes.inputLifetime = .seconds(-10)
            configuration.lifetimes.resultLifetime = .seconds(-10)
            configuration.lifetimes.deadLetterLifetime = .seconds(-10)
        }
        // Inputs and final record of the dead letter.
        #expect(try await sweep(week) == 2)
        #expect(await week.code { _ = try await $0.read("dead", 0) } == .notFound)
        #expect(try await unended(store) == ["waits"])
        #expect(try await store.read("waits", 0) == S3Rig.bytes("source-waits"))
        for store in [store, hour, day, week] { await store.close() }
    }

    @Test func `are removed the same by many who sweep at once`() async throws {
        let store = rig.store()
        for number in 0..<8 {
            _ = try await store.accept(S3Rig.record("a\(number)", target: 100))
            guard number < 6 else { continue }
            try await store.putFinal(S3Rig.final("a\(number)", createdAt: 1, isDeadLetter: number == 5))
        }
        let others = (0..<4).map { _ in
            rig.store { configuration in
                configuration.lifetimes.inputLifetime = .seconds(-10)
                configuration.lifetimes.resultLifetime = .seconds(-10)
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for other in others { group.addTask { while try await other.sweep().expiredObjects > 0 {} } }
            try await group.waitForAll()
        }
        #expect(try await unended(store) == ["a6", "a7"])
        for name in ["a5", "a6", "a7"] { #expect(try await store.read(name, 0) == S3Rig.bytes("source-\(name)")) }
        #expect(await store.code { _ = try await $0.finalRecord(S3Rig.id("a0")) } == .notFound)
        #expect(try await store.finalRecord(S3Rig.id("a5")).isDeadLetter)
        for store in others + [store] { await store.close() }
    }
}
