// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Command line usage` {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test func `help and version end well`() throws {
        for arguments in [["--help"], ["swap", "--help"], ["help", "detect"], ["--version"], []] {
            let run = try FacefleetProcess.run(arguments)
            #expect(run.status == 0 && run.errors.isEmpty, "\(arguments): \(run.errors)")
            #expect(run.output.contains("facefleet"))
        }
    }

    @Test(arguments: [
        ["nonsense"], ["swap"], ["swap", "--source", "a.png"], ["swap", "--unknown"], ["detect"],
        ["swap", "--source", "a.png", "--target", "b.png", "--output", "c.png", "--eyes", "green"],
        ["swap", "--source", "a.png", "--target", "b.png", "--output", "c.heic"],
        ["swap", "--source", "a.png", "--target", "b.png", "--output", "c.jpg", "--format", "png"],
        ["swap", "--target", "b.png", "--output", "c.png"],
    ])
    func `a usage error is one line and status 2`(arguments: [String]) throws {
        let run = try FacefleetProcess.run(arguments, in: workspace.folder)
        #expect(run.status == 2, "\(run.errors)")
        #expect(run.errors.hasPrefix("facefleet: invalid_options: "), "\(run.errors)")
        #expect(run.errors.filter { $0 == "\n" }.count == 1, "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func `every bad option is told at once, with its limit`() throws {
        let run = try FacefleetProcess.run([
            "swap", "--source", "a.png", "--target", "b.png", "--output", "c.png", "--quality", "0",
            "--fusion-degree", "101", "--jobs", "0", "--face-map", "0:1", "--faces", "all",
        ])
        #expect(run.status == 2)
        let lines = run.errors.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "facefleet: invalid_options: --fusion-degree: 101, limit 0 to 100",
                "facefleet: invalid_options: --quality: 0, limit 1 to 100",
                "facefleet: invalid_options: --jobs: 0, limit 1 to 1024",
                "facefleet: invalid_options: --face-map: needs --faces map",
            ]
        )
    }

    @Test func `a usage error is an object under json`() throws {
        let run = try FacefleetProcess.run(["swap", "--json", "--source", "a.png"])
        #expect(run.status == 2 && run.errors.isEmpty)
        let error = try run.jsonError()
        #expect(error["code"] as? String == "invalid_options")
        #expect(try #require(error["detail"] as? String).contains("--target"))
    }

    @Test func `several bad options are a list under json`() throws {
        let run = try FacefleetProcess.run([
            "swap", "--json", "--source", "a.png", "--target", "b.png", "--output", "c.png", "--quality", "500",
            "--jobs", "0",
        ])
        #expect(run.status == 2)
        let errors = try #require(run.jsonError()["errors"] as? [[String: Any]])
        #expect(errors.compactMap { $0["file"] as? String } == ["--quality", "--jobs"])
        #expect(errors.compactMap { $0["limit"] as? String } == ["1 to 100", "1 to 1024"])
    }

    @Test func `two targets of one name are refused before anything is read`() throws {
        try workspace.write("not an image", to: "one/face.png")
        try workspace.write("not an image", to: "two/face.png")
        let run = try FacefleetProcess.run(
            ["swap", "--source", "a.png", "--target", "one/face.png", "two/face.png", "--output", "out"],
            in: workspace.folder
        )
        #expect(run.status == 2)
        #expect(run.errors.contains("'one/face.png' and 'two/face.png' would both be written to 'out/face.png'"))
        #expect(!FileManager.default.fileExists(atPath: workspace.path("out")))
    }

    @Test func `two targets that get one name with a new format are refused`() throws {
        for name in ["a.png", "a.webp"] { try workspace.write("not an image", to: name) }
        let run = try FacefleetProcess.run(
            ["swap", "--source", "s.png", "--target", "a.png", "a.webp", "--output", "out", "--format", "jpeg"],
            in: workspace.folder
        )
        #expect(run.status == 2)
        #expect(run.errors.contains("out/a.jpg"))
    }

    @Test(arguments: ["a.png", "./a.png", "link.png", "hard.png", "source.png"])
    func `a result never replaces an input, whatever its name`(output: String) throws {
        let manager = FileManager.default
        try workspace.write("the target", to: "a.png")
        try workspace.write("the source", to: "source.png")
        try manager.createSymbolicLink(atPath: workspace.path("link.png"), withDestinationPath: workspace.path("a.png"))
        try manager.linkItem(atPath: workspace.path("a.png"), toPath: workspace.path("hard.png"))
        let run = try FacefleetProcess.run(
            ["swap", "--source", "source.png", "--target", "a.png", "--output", output],
            in: workspace.folder
        )
        #expect(run.status == 2)
        #expect(run.errors == "facefleet: invalid_options: \(output): the result would replace an input\n")
        #expect(try workspace.read("a.png") == Array("the target".utf8))
        #expect(try workspace.read("source.png") == Array("the source".utf8))
    }

    @Test func `several targets do not fit into one file`() throws {
        for name in ["a.png", "b.png", "c.png"] { try workspace.write("not an image", to: name) }
        let run = try FacefleetProcess.run(
            ["swap", "--source", "s.png", "--target", "a.png", "b.png", "--output", "c.png"],
            in: workspace.folder
        )
        #expect(run.status == 2)
        #expect(run.errors.contains("several targets need a folder"))
    }

    @Test func `control characters in a name do not reach the terminal`() throws {
        let run = try FacefleetProcess.run(["detect", "no\u{1B}[31m\nsuch.png"], in: workspace.folder)
        #expect(run.status != 0)
        #expect(run.errors.filter { $0 == "\n" }.count == 1)
        #expect(!run.errors.contains("\u{1B}"))
    }
}
