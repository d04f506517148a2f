// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Swap of many targets` {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func swap(_ more: [String], output: String = "out") throws -> FacefleetRun {
        try FacefleetProcess.run(
            ["swap", "--source", ExampleFaces.path(1), "--output", output] + more,
            in: workspace.folder
        )
    }

    @Test func `a bad file is told and the others are fused`() throws {
        try workspace.copyFace(2, to: "in/a.png")
        try workspace.write("not an image", to: "in/b.png")
        try workspace.copyFace(3, to: "in/c.png")
        let run = try swap(["--target", "in", "--jobs", "2"])
        #expect(run.status == 4)
        #expect(run.errors.hasPrefix("facefleet: unsupported_format: in/b.png: "))
        #expect(run.errors.filter { $0 == "\n" }.count == 1)
        #expect(run.output.contains("in/a.png -> out/a.png: 1 of 1 face fused"))
        #expect(run.output.contains("in/c.png -> out/c.png: 1 of 1 face fused"))
        #expect(run.output.contains("2 fused, 1 failed in "))
        #expect(try workspace.files(in: "out") == ["a.png", "c.png"])
    }

    @Test func `failures of two classes end with status 1`() throws {
        try workspace.copyFace(2, to: "in/a.png")
        try workspace.write("not an image", to: "in/b.png")
        try workspace.write(SimplePNG.flat(width: 300, height: 300), to: "in/wall.png")
        let run = try swap(["--target", "in", "--json"])
        #expect(run.status == 1 && run.errors.isEmpty)
        let report = try run.json()
        #expect(report["fused"] as? Int == 1 && report["failed"] as? Int == 2)
        let results = try #require(report["results"] as? [[String: Any]])
        #expect(results.compactMap { $0["target"] as? String } == ["in/a.png", "in/b.png", "in/wall.png"])
        let codes = results.map { ($0["error"] as? [String: Any])?["code"] as? String }
        #expect(codes == [nil, "unsupported_format", "no_face_detected"])
        let all = try #require(run.jsonError()["errors"] as? [[String: Any]])
        #expect(all.count == 2)
    }

    @Test func `a missing target among others is told`() throws {
        try workspace.copyFace(2, to: "a.png")
        let run = try swap(["--target", "a.png", "gone.png"])
        #expect(run.status == 4)
        #expect(run.errors == "facefleet: not_found: gone.png: no such file\n")
        #expect(try workspace.files(in: "out") == ["a.png"])
    }

    @Test func `patterns, folders and files are all expanded`() throws {
        try workspace.copyFace(2, to: "loose/a1.png")
        try workspace.copyFace(3, to: "loose/a2.png")
        try workspace.copyFace(4, to: "loose/b1.png")
        try workspace.copyFace(5, to: "folder/z.png")
        try workspace.write("no image", to: "folder/notes.txt")
        try workspace.copyFace(6, to: "folder/deep/y.png")
        try workspace.copyFace(7, to: "odd[1].png")
        let run = try swap(["--target", "loose/a*.png", "folder", "--target", "odd[1].png"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try workspace.files(in: "out") == ["a1.png", "a2.png", "odd[1].png", "z.png"])
    }

    @Test func `recursive keeps the folders below and leaves the results out`() throws {
        try workspace.copyFace(2, to: "in/a.png")
        try workspace.copyFace(3, to: "in/deep/a.png")
        for _ in 0..<2 {
            let run = try swap(["--target", "in", "--recursive"], output: "in/out")
            #expect(run.status == 0, "\(run.errors)")
            #expect(try workspace.files(in: "in/out") == ["a.png", "deep", "deep/a.png"])
        }
    }

    @Test func `a new format changes the extension`() throws {
        try workspace.copyFace(2, to: "in/a.png")
        try workspace.copyFace(3, to: "in/b.PNG")
        let run = try swap(["--target", "in", "--format", "jpeg", "--quality", "80"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(try workspace.files(in: "out") == ["a.jpg", "b.jpg"])
        #expect(try workspace.read("out/a.jpg").prefix(3) == [0xFF, 0xD8, 0xFF])
    }

    @Test func `one and two jobs give the same bytes`() throws {
        for number in 2...5 { try workspace.copyFace(number, to: "in/\(number).png") }
        #expect(try swap(["--target", "in", "--jobs", "1"], output: "one").status == 0)
        #expect(try swap(["--target", "in", "--jobs", "3"], output: "three").status == 0)
        for number in 2...5 {
            #expect(try workspace.read("one/\(number).png") == workspace.read("three/\(number).png"))
        }
    }

    @Test func `a terminal shows a bar with rate and time left, and is left clean`() throws {
        for number in 2...4 { try workspace.copyFace(number, to: "in/\(number).png") }
        let terminal = try Terminal()
        let run = try FacefleetProcess.Running(
            ["swap", "--source", ExampleFaces.path(1), "--target", "in", "--output", "out"],
            in: workspace.folder,
            errors: terminal.program
        ).finish()
        #expect(run.status == 0)
        let shown = terminal.shown()
        #expect(shown.contains("[----------------------------] 0/3"), "\(shown)")
        #expect(shown.contains("1/3  ") && shown.contains("/s  ") && shown.contains(" left"), "\(shown)")
        #expect(shown.hasSuffix("\r\u{1B}[K"))
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test func `no bar is drawn where nobody watches`() throws {
        for number in 2...3 { try workspace.copyFace(number, to: "in/\(number).png") }
        let run = try swap(["--target", "in"])
        #expect(run.errors.isEmpty)
        #expect(!run.output.contains("\u{1B}") && !run.output.contains("\r"))
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `an interrupted batch leaves whole results and nothing else`(signal: Int32) throws {
        for number in 0..<40 { try workspace.copyFace(number % 8 + 1, to: "in/\(number).png") }
        let running = try FacefleetProcess.Running(
            ["swap", "--source", ExampleFaces.path(1), "--target", "in", "--output", "out", "--jobs", "2"],
            in: workspace.folder
        )
        // The first line says that work goes on; the signal then meets some file in the middle.
        #expect(try running.line { $0.contains(" fused, ") } != nil)
        kill(running.process.processIdentifier, signal)
        let run = try running.finish()
        #expect(run.status == -signal, "\(run.errors)")
        let files = try workspace.files(in: "out")
        #expect(!files.isEmpty && files.count < 40, "\(files.count) results")
        #expect(files.allSatisfy { !$0.contains("tmp") && !$0.hasPrefix(".") }, "\(files)")
        for file in files { #expect(try Pixels(file: workspace.path("out/" + file)).size.width == 768) }
    }
}
