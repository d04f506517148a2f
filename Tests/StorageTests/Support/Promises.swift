// SPDX-License-Identifier: Apache-2.0

import Storage

/// What a store promised in a list of steps such as `accept:a1`, held against what is there.
struct Promises {
    private var accepted: [String: String?] = [:]
    private var removed: Set<String> = []
    private var removing: Set<String> = []
    private var erased: Set<String> = []
    /// Being erased: all of it may be there, or nothing.
    private var erasing: Set<String> = []
    private var results: Set<String> = []
    private var finals: Set<String> = []
    private var uploads: Set<String> = []

    init(_ steps: [String]) {
        for step in steps {
            let words = step.split(separator: ":").map(String.init)
            guard words.count > 1 else { continue }
            let name = words[1]
            switch words[0] {
            case "accept", "found": accepted[name] = .some(words.count > 2 ? words[2] : nil)
            case "remove": removed.insert(name)
            case "removing": removing.insert(name)
            case "erase": erased.insert(name)
            case "erasing": erasing.insert(name)
            case "result": results.insert(name)
            case "final": finals.insert(name)
            case "upload": uploads.insert(name)
            default: continue
            }
        }
    }

    /// The promises that the store in a folder does not keep.
    func broken(in folder: String, clock: StorageClock = .system) async throws -> [String] {
        var broken: [String] = []
        // Before a start finishes what was begun: it was promised to be finished.
        broken += try remains(of: erased, in: folder).map { "erased, left: \($0)" }
        let store = try await StoreFixture.open(folder, clock: clock)
        let doomed = erased.union(erasing)
        for (name, upload) in accepted.sorted(by: { $0.key < $1.key })
        where !removing.contains(name) && !removed.contains(name) && !doomed.contains(name) {
            if await !holdsRecord(name, upload: upload, store) { broken.append("accept:\(name)") }
        }
        for name in results.subtracting(doomed).sorted() {
            let bytes = try? await store.result(StoreFixture.id(name), range: nil).read()
            if bytes != StoreFixture.result(name) { broken.append("result:\(name)") }
        }
        for name in finals.subtracting(doomed).sorted() {
            let record = try? await store.finalRecord(StoreFixture.id(name))
            if record?.json != StoreFixture.final(name) { broken.append("final:\(name)") }
        }
        let doomedUploads = Set(doomed.compactMap { accepted[$0] ?? nil })
        for name in uploads.subtracting(doomedUploads).sorted() {
            let info = try? await store.uploadInfo(StoreFixture.id(name))
            if info?.digest != ContentDigest(of: StoreFixture.upload(name)) { broken.append("upload:\(name)") }
        }
        for name in removed.subtracting(doomed).sorted() where await code(name, store) != .notFound {
            broken.append("remove:\(name)")
        }
        var gone: Set<String> = []
        for name in doomed {
            if await code(name, store) == .erased { gone.insert(name) }
        }
        broken += erased.subtracting(gone).sorted().map { "erase:\($0)" }
        broken += try remains(of: gone, in: folder).map { "erased, still left: \($0)" }
        await store.close()
        return broken
    }

    private func holdsRecord(_ name: String, upload: String?, _ store: SegmentStore) async -> Bool {
        let id = StoreFixture.id(name)
        let target = upload.map(StoreFixture.upload) ?? StoreFixture.target(name)
        let record = try? await store.acceptedRecord(id)
        let first = try? await store.input(InputID(record: id, index: 0), range: nil).read()
        let second = try? await store.input(InputID(record: id, index: 1), range: nil).read()
        return record?.request == [UInt8](name.utf8) && first == StoreFixture.source(name) && second == target
    }

    private func code(_ name: String, _ store: SegmentStore) async -> StorageError.Code? {
        do throws(StorageError) {
            _ = try await store.acceptedRecord(StoreFixture.id(name))
            return nil
        } catch {
            return error.code
        }
    }

    /// What of erased tasks lies in the folder's files.
    private func remains(of names: Set<String>, in folder: String) throws -> [String] {
        var contents: [String: [UInt8]] = [:]
        for name in names {
            contents["source of \(name)"] = StoreFixture.source(name)
            contents["target of \(name)"] = StoreFixture.target(name)
            contents["result of \(name)"] = StoreFixture.result(name)
            contents["final record of \(name)"] = StoreFixture.final(name)
            contents["digest of \(name)"] = Content(StoreFixture.source(name)).sum.digest.bytes
            if case .some(.some(let upload)) = accepted[name] {
                contents["upload of \(name)"] = StoreFixture.upload(upload)
            }
        }
        return try contents.isEmpty ? [] : Segments.contents(in: folder, among: contents)
    }
}
