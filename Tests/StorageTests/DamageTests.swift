// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Storage

/// One segment of three records, each of 64 bytes of head, a body and a trailer.
@Suite(.timeLimit(.minutes(5)))
struct `Segments that are damaged` {
    private static let names = ["a1", "a2", "a3"]
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder(inMemory: true) }

    /// The bytes of a segment as a process leaves them that was killed, and where its records begin.
    private func segment() async throws -> (name: String, bytes: Data, starts: [Int]) {
        let path = folder.path("original")
        let store = try await StoreFixture.open(path, segmentBytes: 4096)
        var starts: [Int] = []
        for name in Self.names {
            _ = try await store.accept(Self.record(name))
            starts.append(Int(try await store.position(of: name).offset))
        }
        let file = try Segments.files(in: path)[0]
        let bytes = try Data(contentsOf: file)
        await store.close()
        return (file.lastPathComponent, bytes, starts)
    }

    private static func record(_ name: String) -> AcceptRecord {
        AcceptRecord(
            id: StoreFixture.id(name),
            request: Content([UInt8](name.utf8)),
            inputs: [AcceptInput(role: .target, origin: .content(Content(SeededBytes.of(name, count: 100))))]
        )
    }

    /// What a store finds in a folder with one segment of these bytes: now, and at the next start.
    private func found(_ name: String, _ bytes: Data) async throws -> [(names: [String], damages: [SegmentDamage])] {
        let path = folder.path("damaged")
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try bytes.write(to: URL(filePath: path).appending(path: name))
        var found: [(names: [String], damages: [SegmentDamage])] = []
        for start in 0..<2 {
            let store = try await StoreFixture.open(path, segmentBytes: 4096)
            var names = try await store.acceptedNames()
            for name in names {
                let input = try await store.input(InputID(record: StoreFixture.id(name), index: 0), range: nil).read()
                if input != SeededBytes.of(name, count: 100) { names.append("wrong \(name)") }
            }
            found.append((names, store.recovery.damages))
            if start == 1 {
                // What was lost can be accepted again, and the store goes on.
                for name in Self.names where !names.contains(name) {
                    #expect(try await store.accept(Self.record(name)).isNew)
                }
            }
            await store.close()
        }
        let store = try await StoreFixture.open(path, segmentBytes: 4096)
        #expect(try await Set(store.acceptedNames()) == Set(Self.names))
        await store.close()
        return found
    }

    @Test func `a tail torn at any byte loses the record that was being written, and no other`() async throws {
        let (name, bytes, starts) = try await segment()
        let last = try #require(bytes.lastIndex { $0 != 0 })
        for length in starts[2]...last {
            var torn = bytes
            torn.replaceSubrange(length..., with: repeatElement(0, count: bytes.count - length))
            for variant in [torn, bytes.prefix(length)] {
                let results = try await found(name, variant)
                #expect(results.map(\.names) == [["a1", "a2"], ["a1", "a2"]], "cut at \(length)")
                #expect(results[0].damages.allSatisfy { $0.offset >= starts[2] })
            }
        }
    }

    @Test func `a bit flipped anywhere costs at most the record it is in, and is reported`() async throws {
        let (name, bytes, starts) = try await segment()
        let last = try #require(bytes.lastIndex { $0 != 0 })
        var random = SeededGenerator(seed: 20_261_126)
        for offset in 0...last {
            var flipped = bytes
            flipped[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            let hit = starts.lastIndex { $0 <= offset }
            let others = Self.names.enumerated().filter { $0.offset != hit }.map(\.element)
            let results = try await found(name, flipped)
            #expect(results[0].names == results[1].names)
            let isWhole = results[0].names == Self.names
            #expect(isWhole || results[0].names == others, "bit in byte \(offset): \(results[0].names)")
            #expect(isWhole || !results[0].damages.isEmpty, "byte \(offset) is not reported")
        }
    }

    @Test func `a damaged body is told when it is read, whatever the start looked at`() async throws {
        let path = folder.path("data")
        var store = try await StoreFixture.open(path)
        for name in Self.names { try await store.accept(name) }
        await store.close()
        // The segments are sealed now, so that their bodies are not looked at.
        let files = try Segments.files(in: path, holding: StoreFixture.target("a2"))
        #expect(files.count == 1)
        let url = URL(filePath: path).appending(path: files[0])
        var bytes = try Data(contentsOf: url)
        let place = try #require(bytes.range(of: Data(StoreFixture.target("a2").prefix(16))))
        bytes[place.lowerBound + 1000] ^= 1
        try bytes.write(to: url)
        store = try await StoreFixture.open(path)
        #expect(try await store.acceptedNames() == Self.names)
        let damaged = await #expect(throws: StorageError.self) {
            try await store.input(InputID(record: StoreFixture.id("a2"), index: 1), range: nil)
        }
        #expect(damaged?.code == .damaged)
        let other = try await store.input(InputID(record: StoreFixture.id("a2"), index: 0), range: nil).read()
        #expect(other == StoreFixture.source("a2"))
    }

    @Test func `an upload that looks like a segment is not taken for one`() async throws {
        let (name, bytes, starts) = try await segment()
        let path = folder.path("data")
        let store = try await StoreFixture.open(path, segmentBytes: 64 << 10)
        let forged = Content([UInt8](bytes[starts[0]...]))
        _ = try await store.putUpload(StoreFixture.id("u1"), forged, media: StoreFixture.media)
        try await store.accept("a9", upload: "u1")
        let file = try Segments.files(in: path)[0]
        #expect(file.lastPathComponent != name)
        var damaged = try Data(contentsOf: file)
        // The head of the upload's frame: the scan looks for the next frame inside the forged bytes.
        damaged[64 + 5] ^= 1
        await store.close()
        let copy = folder.path("copy")
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try damaged.write(to: URL(filePath: copy).appending(path: file.lastPathComponent))
        let reopened = try await StoreFixture.open(copy)
        #expect(try await reopened.acceptedNames() == ["a9"])
        #expect(reopened.recovery.damages.map(\.reason) == [.unreadable])
    }
}
