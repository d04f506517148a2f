// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Places that take no result; each test mounts a file system of its own.
@Suite(.timeLimit(.minutes(2)), .enabled(if: SmallDisk.isPermitted, Comment(rawValue: SmallDisk.skipped)))
struct `Disks that take no result` {
    private let pair = ["swap", "--source", ExampleFaces.path(1), "--target", ExampleFaces.path(3)]

    @Test func `a full disk keeps the old result and no piece of the new one`() throws {
        let disk = try SmallDisk(byteCount: 65536)
        try Data("the old result".utf8).write(to: disk.folder.appending(path: "out.png"))
        let run = try FacefleetProcess.run(pair + ["--output", disk.path("out.png")])
        #expect(run.status == 1)
        #expect(run.errors == "facefleet: storage_failed: \(disk.path("out.png")): no space left on device\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path) == ["out.png"])
        #expect(try Data(contentsOf: disk.folder.appending(path: "out.png")) == Data("the old result".utf8))
    }

    @Test func `a full disk is an object under json`() throws {
        let disk = try SmallDisk(byteCount: 65536)
        let run = try FacefleetProcess.run(pair + ["--json", "--output", disk.path("out.png")])
        #expect(run.status == 1 && run.errors.isEmpty)
        #expect(try run.jsonError()["code"] as? String == "storage_failed")
        #expect(try run.jsonError()["file"] as? String == disk.path("out.png"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path) == [])
    }

    @Test(arguments: ["out.png", "new/out.png", "folder/"])
    func `a read-only disk is told before any work`(output: String) throws {
        let disk = try SmallDisk(byteCount: 65536)
        try Data("the old result".utf8).write(to: disk.folder.appending(path: "out.png"))
        try disk.makeReadOnly()
        let run = try FacefleetProcess.run(pair + ["--output", disk.path("") + "/" + output])
        #expect(run.status == 1)
        #expect(run.errors.hasPrefix("facefleet: storage_failed: "), "\(run.errors)")
        let reason = output == "new/out.png" ? "no such folder\n" : "read-only file system\n"
        #expect(run.errors.hasSuffix(reason), "\(run.errors)")
        #expect(try Data(contentsOf: disk.folder.appending(path: "out.png")) == Data("the old result".utf8))
    }

    @Test func `a folder that does not exist is told before any work`() throws {
        let workspace = try Workspace()
        let run = try FacefleetProcess.run(pair + ["--output", "missing/out.png"], in: workspace.folder)
        #expect(run.status == 1)
        #expect(run.errors == "facefleet: storage_failed: missing: no such folder\n")
        #expect(try workspace.files().isEmpty)
    }
}
