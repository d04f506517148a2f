// SPDX-License-Identifier: Apache-2.0

import Foundation
import FusionAPI
import Storage
import Testing

@testable import Worker

@Suite(.timeLimit(.minutes(1))) struct `An input that is read from its file` {
    /// Longer than what the store hands out as bytes.
    private let file = [UInt8](repeating: 0xA7, count: 2 << 20)
    private let id = ObjectID(tenant: "default", name: "task")

    private func accepted(_ rig: WorkerRig) async throws -> StoredImage {
        let content = Content(file)
        let input = AcceptInput(role: .target, origin: .content(content))
        _ = try await rig.store.accept(AcceptRecord(id: id, request: Content([1]), inputs: [input]))
        return StoredImage(sha256: "\(content.sum.digest)", bytes: file.count, width: 64, height: 64)
    }

    @Test func `is the one that was accepted`() async throws {
        try await WorkerRig.with { rig in
            let image = try await accepted(rig)
            let reader = InputReader(store: rig.store)
            #expect(try await reader.bytes(InputID(record: id, index: 0), of: image) == file)
        }
    }

    @Test func `is told as damaged when its bytes changed after the store had checked them`() async throws {
        try await WorkerRig.with { rig in
            let image = try await accepted(rig)
            let folder = rig.folder
            let (reads, read) = AsyncStream<Void>.makeStream()
            read.yield()
            let store = MeddlingStore(store: rig.store) { () throws(StorageError) in
                var iterator = reads.makeAsyncIterator()
                // Once: the reader asks again, and then the store itself finds the damage.
                if await iterator.next() != nil { Self.overwrite(in: folder) }
                read.finish()
            }
            let error = await #expect(throws: StorageError.self) {
                _ = try await InputReader(store: store).bytes(InputID(record: id, index: 0), of: image)
            }
            #expect(error?.code == .damaged)
        }
    }

    @Test func `is told as erased when it was erased meanwhile, not as damaged`() async throws {
        try await WorkerRig.with { rig in
            let image = try await accepted(rig)
            let store = MeddlingStore(store: rig.store) { () throws(StorageError) in try await rig.store.erase(id) }
            let error = await #expect(throws: StorageError.self) {
                _ = try await InputReader(store: store).bytes(InputID(record: id, index: 0), of: image)
            }
            #expect(error?.code == .erased)
        }
    }

    /// Changes a megabyte in the middle of every segment that holds the picture.
    private static func overwrite(in folder: String) {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in files {
            let path = folder + "/" + name
            guard let bytes = FileManager.default.contents(atPath: path),
                let place = bytes.firstRange(of: Data(repeating: 0xA7, count: 1 << 20)),
                let handle = FileHandle(forWritingAtPath: path)
            else { continue }
            handle.seek(toFileOffset: UInt64(place.lowerBound))
            handle.write(Data(repeating: 0, count: 1000))
            handle.closeFile()
        }
    }
}
