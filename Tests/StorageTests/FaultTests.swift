// SPDX-License-Identifier: Apache-2.0

import Foundation
import Storage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct `Disks that fail` {
    private let folder: TemporaryFolder
    private var path: String { folder.path("data") }

    init() throws { folder = try TemporaryFolder() }

    @Test func `a failed sync refuses its record, and the store goes on elsewhere`() async throws {
        let steps = (0..<6).map { "accept:a\($0)" }
        let usual = try HarnessProcess(folder.path("usual"), steps).finish().lines
        let firstSync = try #require(usual.first { $0.step == "opened" }?.syncs) + 1
        let lastSync = try #require(usual.last?.syncs)
        for sync in firstSync...lastSync {
            let path = folder.path("failing-\(sync)")
            let lines = try HarnessProcess(path, steps, faults: ["FAULT_FAIL_SYNC": "\(sync)"]).finish().lines
            let refused = lines.filter { $0.step.hasPrefix("refused") }
            #expect(refused.count == 1 && refused[0].step.hasSuffix("storage_failed"), "\(sync): \(lines)")
            let broken = try await Promises(lines.map(\.step)).broken(in: path)
            #expect(broken == [], "sync \(sync)")
            // What was refused does not come back, since the abandoned segment is declared void.
            let store = try await StoreFixture.open(path)
            let kept = lines.filter { $0.step.hasPrefix("accept") }.map { $0.step.dropFirst(7) }.map(String.init)
            #expect(try await store.acceptedNames() == kept)
            await store.close()
        }
    }

    @Test func `a failed write refuses its record, and the store goes on elsewhere`() async throws {
        let steps = (0..<5).map { "accept:a\($0)" }
        let usual = try HarnessProcess(folder.path("usual"), steps).finish().lines
        let opened = try #require(usual.first { $0.step == "opened" }?.writes)
        let last = try #require(usual.first { $0.step == "accept:a3" }?.writes)
        for write in (opened + 1)...last {
            let path = folder.path("failing-\(write)")
            let lines = try HarnessProcess(path, steps, faults: ["FAULT_FAIL_WRITE": "\(write)"]).finish().lines
            #expect(lines.last?.step == "accept:a4", "\(lines)")
            #expect(lines.filter { $0.step.hasPrefix("refused") }.count <= 1)
            let broken = try await Promises(lines.map(\.step)).broken(in: path)
            #expect(broken == [], "write \(write)")
        }
    }

    @Test(.enabled(if: SmallDisk.isPermitted, Comment(rawValue: SmallDisk.skipped)))
    func `a full disk refuses new work, lets what runs settle, and takes work again after a sweep`() async throws {
        let disk = try SmallDisk(byteCount: 1 << 20)
        var store = try await StoreFixture.open(disk.path("data"))
        var accepted: [String] = []
        var refusal: StorageError?
        while refusal == nil {
            let name = "a\(accepted.count)"
            do throws(StorageError) {
                _ = try await store.accept(StoreFixture.record(name))
                accepted.append(name)
            } catch {
                refusal = error
            }
        }
        #expect(refusal?.code == .storageFull)
        #expect(!store.hasRoom)
        #expect(accepted.count > 8)
        for name in accepted {
            try await store.putResult(name)
            try await store.putFinal(name)
        }
        await store.close()
        let steps = accepted.flatMap { ["accept:\($0)", "result:\($0)", "final:\($0)"] }
        let broken = try await Promises(steps).broken(in: disk.path("data"))
        #expect(broken == [])
        store = try await StoreFixture.open(disk.path("data"))
        try await store.removeInputs(of: accepted.map(StoreFixture.id))
        _ = try await store.sweep()
        #expect(try await store.accept(StoreFixture.record("new")).isNew)
    }

    @Test(.enabled(if: SmallDisk.isPermitted, Comment(rawValue: SmallDisk.skipped)))
    func `a store opens on a disk without room, and can be read`() async throws {
        let disk = try SmallDisk(byteCount: 1 << 20)
        var store = try await StoreFixture.open(disk.path("data"))
        try await store.accept("a1")
        await store.close()
        let filler = try FileHandle(forWritingTo: Self.created(disk.folder.appending(path: "filler")))
        #expect(throws: (any Error).self) { try filler.write(contentsOf: Data(count: 2 << 20)) }
        store = try await StoreFixture.open(disk.path("data"))
        #expect(!store.hasRoom)
        #expect(try await store.acceptedNames() == ["a1"])
        let error = await #expect(throws: StorageError.self) { try await store.accept("a2") }
        #expect(error?.code == .storageFull)
        #expect(!store.hasRoom)
        try FileManager.default.removeItem(at: disk.folder.appending(path: "filler"))
        try filler.close()
        #expect(store.hasRoom)
        try await store.accept("a2")
    }

    private static func created(_ file: URL) throws -> URL {
        try Data().write(to: file)
        return file
    }

    @Test(.enabled(if: SmallDisk.isPermitted, Comment(rawValue: SmallDisk.skipped)))
    func `a read-only folder is told by name`() async throws {
        let disk = try SmallDisk(byteCount: 1 << 20)
        try disk.makeReadOnly()
        let error = await #expect(throws: StorageError.self) { try await StoreFixture.open(disk.path("data")) }
        #expect(error?.code == .folderUnwritable)
        #expect(error?.message.contains(disk.path("data")) == true)
    }

    @Test func `the quota refuses new work and nothing else`() async throws {
        let store = try await StoreFixture.open(path) { $0.quotaBytes = 100_000 }
        func upload() async throws -> ObjectInfo {
            try await store.putUpload(StoreFixture.id("u0"), Content([1]), media: StoreFixture.media)
        }
        _ = try await upload()
        for name in ["a1", "a2"] { try await store.accept(name) }
        let error = await #expect(throws: StorageError.self) { try await store.accept("a3") }
        #expect(error?.code == .storageFull && error?.limit == 100_000)
        #expect(try #require(error?.measured) > 100_000)
        #expect(!store.hasRoom)
        // What is there already is answered, but needs no room and so says nothing about it.
        _ = try await upload()
        #expect(!store.hasRoom)
        let refusal = await #expect(throws: StorageError.self) {
            _ = try await store.putUpload(
                StoreFixture.id("u1"),
                Content(StoreFixture.target("u1")),
                media: StoreFixture.media
            )
        }
        #expect(refusal?.code == .storageFull)
        try await store.putResult("a1", StoreFixture.target("a1"))
        try await store.putFinal("a1")
        try await store.erase(StoreFixture.id("a2"))
        try await store.removeInputs(of: [StoreFixture.id("a1")])
        _ = try await store.sweep()
        #expect(store.hasRoom)
        try await store.accept("a3")
    }

    @Test func `a second process is refused, and another folder is not`() async throws {
        let store = try await StoreFixture.open(path)
        try await store.accept("mine")
        let second = try HarnessProcess(path, ["accept:a1"]).finish()
        #expect(second.status == 1)
        let text = second.lines.map(\.step).joined()
        #expect(text.contains("in use by process \(ProcessInfo.processInfo.processIdentifier)"), "\(text)")
        let other = try HarnessProcess(folder.path("other"), ["accept:a1"]).finish()
        #expect(other.lines.map(\.step) == ["opened", "accept:a1"])
        await store.close()
        let next = try HarnessProcess(path, ["accept:a1"]).finish()
        #expect(next.lines.map(\.step) == ["opened", "found:mine", "accept:a1"])
        // Each start appends to segments of its own.
        let first = try Segments.files(in: path, holding: StoreFixture.source("mine"))
        #expect(try Segments.files(in: path, holding: StoreFixture.source("a1")) != first)
        let closed = await #expect(throws: StorageError.self) { try await store.accept("late") }
        #expect(closed?.code == .closed)
    }
}
