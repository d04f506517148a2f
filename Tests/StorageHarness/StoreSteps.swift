// SPDX-License-Identifier: Apache-2.0

import Storage
import TestSupport

/// Steps that a script can name, such as `accept:a1`; what they store follows from the names alone.
struct StoreSteps {
    let folder: String
    let segmentBytes: Int

    /// Opens the store.
    func open() async throws -> SegmentStore {
        var configuration = StorageConfiguration()
        configuration.segmentBytes = segmentBytes
        return try await SegmentStore.open(folder, configuration: configuration)
    }

    /// Performs a step; returns when the store has promised it.
    func run(_ step: String, in store: SegmentStore) async throws {
        let words = step.split(separator: ":").map(String.init)
        guard words.count > 1 else {
            _ = try await store.sweep()
            return
        }
        let (verb, name) = (words[0], words[1])
        let id = ObjectID(tenant: "default", name: name)
        let media = MediaDescription(contentType: "image/jpeg", width: 3, height: 4)
        switch verb {
        case "upload":
            _ = try await store.putUpload(id, Content(SeededBytes.of("upload-\(name)", count: 3000)), media: media)
        case "accept":
            let upload = words.count > 2 ? ObjectID(tenant: "default", name: words[2]) : nil
            _ = try await store.accept(Self.record(name, upload: upload))
        case "result":
            _ = try await store.putResult(id, Content(SeededBytes.of("result-\(name)", count: 2000)), media: media)
        case "final":
            let json = SeededBytes.of("final-\(name)", count: 100)
            try await store.putFinal(FinalRecord(id: id, createdAtMilliseconds: 1, status: "succeeded", json: json))
        case "remove": try await store.removeInputs(of: [id])
        case "erase": try await store.erase(id)
        default: throw StorageError(.failed, "there is no step \(step)")
        }
    }

    /// A record with a source of its own and, unless it names an upload, a target of its own.
    static func record(_ name: String, upload: ObjectID?) -> AcceptRecord {
        let source = AcceptInput(
            role: .source(person: 0, photo: 0),
            origin: .content(Content(SeededBytes.of("source-\(name)", count: 5000)))
        )
        let target =
            upload.map(AcceptInput.Origin.upload)
            ?? .content(
                Content(SeededBytes.of("target-\(name)", count: 40_000))
            )
        return AcceptRecord(
            id: ObjectID(tenant: "default", name: name),
            request: Content([UInt8](name.utf8)),
            inputs: [source, AcceptInput(role: .target, origin: target)]
        )
    }
}
