// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import Inference
import Testing

@testable import ModelStore

/// The embedded models, as `scripts/bootstrap` made them.
private let embedded = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".deps/models")

/// A copy of the embedded models that a test may damage, removed at its end.
private final class CopiedFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "facefleet-\(UUID())")
        try FileManager.default.copyItem(at: embedded.resolvingSymlinksInPath(), to: url)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            print("left behind: \(url.path): \(error)")
        }
    }

    /// Replaces a text in a file.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let file = url.appending(path: name)
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new).write(to: file, atomically: true, encoding: .utf8)
    }

    /// Changes one byte in the middle of a file.
    func flip(_ name: String) throws {
        let file = url.appending(path: name)
        var contents = try Data(contentsOf: file)
        contents[contents.count / 2] ^= 1
        try contents.write(to: file)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `Model folder` {
    @Test
    func `the embedded models agree with their manifest`() throws {
        let folder = try ModelFolder(at: embedded.path)
        #expect(folder.manifest.files.count == 4)
        for file in folder.manifest.files {
            try folder.verify(file)
            #expect(file.license == "Apache-2.0")
            #expect(file.origin.package == "mediapipe")
            #expect(file.origin.sha256.count == 64)
        }
    }

    @Test
    func `one changed byte is found, and both digests are named`() throws {
        let copy = try CopiedFolder()
        try copy.flip("face_detection_short_range.onnx")
        let folder = try ModelFolder(at: copy.url.path)
        let file = try folder.file(named: "face_detection_short_range")
        let error = try #require(throws: ModelError.self) { try folder.verify(file) }
        #expect(error.code == .digestMismatch)
        #expect(error.file == folder.path(of: file))
        #expect(error.limit == file.sha256)
        #expect(error.measured?.count == 64)
        #expect(error.measured != error.limit)
    }

    @Test
    func `a truncated file is found by its length alone`() throws {
        let copy = try CopiedFolder()
        let folder = try ModelFolder(at: copy.url.path)
        let file = try folder.file(named: "face_landmark_with_attention")
        let contents = try Data(contentsOf: URL(filePath: folder.path(of: file)))
        try contents.dropLast().write(to: URL(filePath: folder.path(of: file)))
        let error = try #require(throws: ModelError.self) { try folder.checkSize(of: file) }
        #expect(error.code == .sizeMismatch)
        #expect(error.measured == "\(file.bytes - 1) bytes")
        #expect(error.limit == "\(file.bytes) bytes")
    }

    @Test
    func `a file that is not there is named with the remedy`() throws {
        let copy = try CopiedFolder()
        let folder = try ModelFolder(at: copy.url.path)
        let file = try folder.file(named: "face_detection_full_range_sparse")
        try FileManager.default.removeItem(atPath: folder.path(of: file))
        let error = try #require(throws: ModelError.self) { try ModelSet(in: folder) }
        #expect(error.code == .fileMissing)
        #expect(error.file == folder.path(of: file))
        #expect(error.message.contains("scripts/bootstrap"))
    }

    @Test
    func `a folder without a manifest is refused`() throws {
        let error = try #require(throws: ModelError.self) { try ModelFolder(at: "/nowhere") }
        #expect(error.code == .folderMissing)
        #expect(error.file == "/nowhere")
    }

    @Test
    func `a manifest that is no JSON is refused`() throws {
        let copy = try CopiedFolder()
        try Data("{".utf8).write(to: copy.url.appending(path: "manifest.json"))
        let error = try #require(throws: ModelError.self) { try ModelFolder(at: copy.url.path) }
        #expect(error.code == .manifestInvalid)
    }

    @Test
    func `a manifest of a later version is refused with both versions`() throws {
        let copy = try CopiedFolder()
        try copy.edit("manifest.json", "\"version\": 1,", "\"version\": 2,")
        let error = try #require(throws: ModelError.self) { try ModelFolder(at: copy.url.path) }
        #expect(error.code == .manifestInvalid)
        #expect(error.measured == "2")
        #expect(error.limit == "1")
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `Finding the model folder` {
    @Test
    func `a folder that the user named is the only one looked at`() throws {
        let executable = embedded.appending(path: "../../.build/release/facefleet").path
        let error = try #require(throws: ModelError.self) {
            try ModelFolder.find(explicit: "/nowhere", executable: executable)
        }
        #expect(error.code == .folderMissing)
        #expect(error.file == "/nowhere")
    }

    @Test
    func `a program built here finds the models of its package`() throws {
        let executable = try #require(ModelFolder.runningExecutable)
        #expect(executable.hasPrefix("/"))
        let package = embedded.deletingLastPathComponent().deletingLastPathComponent().path
        let folder = try ModelFolder.find(explicit: nil, executable: package + "/.build/release/facefleet")
        #expect(folder.path == package + "/.deps/models")
    }

    @Test
    func `an installed program finds the models beside it and in its share folder`() {
        #expect(
            ModelFolder.candidates(beside: "/opt/facefleet/bin/facefleet") == [
                "/opt/facefleet/bin/models", "/opt/facefleet/share/facefleet/models",
            ]
        )
    }

    @Test
    func `a program in a build folder looks in its package first`() {
        #expect(
            ModelFolder.candidates(beside: "/code/.build/x86_64/release/facefleet") == [
                "/code/.deps/models", "/code/.build/x86_64/release/models",
                "/code/.build/x86_64/share/facefleet/models",
            ]
        )
    }

    @Test
    func `where there are none, every place is named`() throws {
        let error = try #require(throws: ModelError.self) {
            try ModelFolder.find(explicit: nil, executable: "/nowhere/bin/facefleet")
        }
        #expect(error.code == .folderMissing)
        #expect(error.message.contains("/nowhere/bin/models, /nowhere/share/facefleet/models"))
        #expect(error.message.contains("scripts/bootstrap"))
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `Model set` {
    @Test
    func `every model loads and keeps its contract`() throws {
        let set = try ModelSet(in: ModelFolder(at: embedded.path))
        for model in MeshEngineModel.allCases {
            let session = try set.session(of: model)
            #expect(session.inputs == set.file(of: model).inputs)
        }
    }

    @Test
    func `a model with other tensors than announced is refused`() throws {
        let copy = try CopiedFolder()
        try copy.edit("manifest.json", "\"regressors\"", "\"boxes\"")
        let set = try ModelSet(in: ModelFolder(at: copy.url.path))
        let error = try #require(throws: ModelError.self) { try set.session(of: .shortRangeDetector) }
        #expect(error.code == .contractMismatch)
        #expect(error.measured?.contains("regressors [1, 896, 16]") == true)
        #expect(error.limit?.contains("boxes [1, 896, 16]") == true)
    }

    @Test
    func `a manifest that lacks a model is refused`() throws {
        let copy = try CopiedFolder()
        try copy.edit("manifest.json", "\"name\": \"face_landmark_with_attention\"", "\"name\": \"other\"")
        let error = try #require(throws: ModelError.self) { try ModelSet(in: ModelFolder(at: copy.url.path)) }
        #expect(error.code == .manifestInvalid)
        #expect(error.message.contains("face_landmark_with_attention"))
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `Mesh topology` {
    @Test
    func `it has the triangles and rings of the mesh`() throws {
        let topology = try ModelSet(in: ModelFolder(at: embedded.path)).topology
        #expect(topology.triangles.count == 898)
        #expect(topology.tessellation == 852)
        #expect(topology.oval.count == 36)
        #expect(topology.rightEye.first == 33)
        #expect(topology.leftEye.first == 263)
        #expect(topology.innerLips.count == 20)
        #expect(topology.outerLips.count == 20)
        #expect(topology.lips.count == 80)
        #expect(topology.rightEyeRegion.count == 71)
        #expect(topology.leftEyeRegion.count == 71)
    }

    @Test
    func `the mirror image of the right eye is the left one`() throws {
        let topology = try ModelSet(in: ModelFolder(at: embedded.path)).topology
        #expect(topology.rightEye.map { topology.mirror[$0] } == topology.leftEye)
        #expect(topology.mirror[10] == 10)
    }

    @Test(
        arguments: [
            ("[127,34,139]", "[127,34,478]"), ("[127,34,139]", "[127,34]"),
            ("\"tessellation\":852", "\"tessellation\":899"),
            ("\"mirror\":[0,1", "\"mirror\":[1,1"), ("\"oval\":[176", "\"oval\":[-76"),
        ]
    )
    func `a topology that makes no sense is refused`(old: String, new: String) throws {
        let copy = try CopiedFolder()
        try copy.edit("face_mesh_topology.json", old, new)
        let size = try Data(contentsOf: copy.url.appending(path: "face_mesh_topology.json")).count
        let bytes = try ModelFolder(at: embedded.path).file(named: ModelSet.topologyName).bytes
        try copy.edit("manifest.json", "\"bytes\": \(bytes)", "\"bytes\": \(size)")
        let error = try #require(throws: ModelError.self) { try ModelSet(in: ModelFolder(at: copy.url.path)) }
        #expect(error.code == .contractMismatch)
    }
}
