// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Swap of one target` {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func swap(_ more: [String], output: String = "out.png") throws -> FacefleetRun {
        try FacefleetProcess.run(["swap", "--output", output] + more, in: workspace.folder)
    }

    private let pair = ["--source", ExampleFaces.path(1), "--target", ExampleFaces.path(3)]

    @Test func `a result and its timings are told`() throws {
        let run = try swap(pair)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(
            try #require(lines.first).hasPrefix("\(ExampleFaces.path(3)) -> out.png: 1 of 1 face fused, 768 x 768 png")
        )
        for stage in ["fetch", "decode", "encode", "store", "all"] {
            #expect(lines.contains { $0.hasPrefix("  \(stage) ") && $0.hasSuffix(" ms") }, "\(stage)")
        }
        #expect(try workspace.files() == ["out.png"])
        #expect(try workspace.read("out.png").prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    }

    @Test func `the same input gives the same bytes`() throws {
        #expect(try swap(pair, output: "one.png").status == 0)
        #expect(try swap(pair, output: "two.png").status == 0)
        #expect(try workspace.read("one.png") == workspace.read("two.png"))
    }

    @Test func `a result is an object under json`() throws {
        let run = try swap(pair + ["--json"])
        #expect(run.status == 0 && run.errors.isEmpty)
        let report = try run.json()
        #expect(report["fused"] as? Int == 1 && report["failed"] as? Int == 0)
        let result = try #require((report["results"] as? [[String: Any]])?.first)
        #expect(result["output"] as? String == "out.png" && result["format"] as? String == "png")
        #expect(result["width"] as? Int == 768 && result["height"] as? Int == 768)
        #expect(result["bytes"] as? Int == (try workspace.read("out.png")).count)
        let face = try #require((result["faces"] as? [[String: Any]])?.first)
        #expect(face["index"] as? Int == 0 && face["fused"] as? Bool == true)
        #expect((face["box"] as? [Double])?.count == 4)
        let timings = try #require(result["timings_ms"] as? [String: Double])
        #expect(timings.count >= 5 && timings.values.allSatisfy { $0 >= 0 })
    }

    @Test(arguments: [
        ("out.jpg", [UInt8]([0xFF, 0xD8, 0xFF])), ("out.webp", Array("RIFF".utf8)), ("out.png", [0x89, 0x50, 0x4E]),
        ("out", [0x89, 0x50, 0x4E]),
    ])
    func `the output's extension chooses the format`(output: String, signature: [UInt8]) throws {
        #expect(try swap(pair, output: output).status == 0)
        #expect(try workspace.read(output).prefix(signature.count) == signature[...])
    }

    @Test func `the quality changes the size of a JPEG`() throws {
        #expect(try swap(pair + ["--quality", "30"], output: "low.jpg").status == 0)
        #expect(try swap(pair + ["--quality", "95"], output: "high.jpg").status == 0)
        #expect(try workspace.read("low.jpg").count * 2 < workspace.read("high.jpg").count)
    }

    @Test func `a fusion of degree 0 leaves the target as it was`() throws {
        #expect(try swap(["--fusion-degree", "0"] + pair, output: "zero.png").status == 0)
        #expect(try swap(["--fusion-degree", "50"] + pair, output: "half.png").status == 0)
        #expect(try swap(pair, output: "full.png").status == 0)
        let results = try ["zero.png", "half.png", "full.png"].map { try Pixels(file: workspace.path($0)) }
        let target = try Pixels(file: ExampleFaces.path(3))
        let distances = results.map { $0.distance(to: target) }
        #expect(distances[0] == 0 && distances[0] < distances[1] && distances[1] < distances[2], "\(distances)")
    }

    @Test func `a folder as output keeps the target's name`() throws {
        #expect(try swap(pair, output: "new/").status == 0)
        #expect(try workspace.files() == ["new", "new/p3_f_mid_afr.png"])
        #expect(try swap(pair, output: "new").status == 0)
        #expect(try workspace.files() == ["new", "new/p3_f_mid_afr.png"])
    }

    @Test func `several photos of one person are one source`() throws {
        let run = try swap(["--source", ExampleFaces.path(1), "--source", ExampleFaces.path(5)] + pair.suffix(2))
        #expect(run.status == 0, "\(run.errors)")
        #expect(try swap(pair, output: "single.png").status == 0)
        #expect(try workspace.read("out.png") != workspace.read("single.png"))
        let many = (0..<9).flatMap { _ in ["--source", ExampleFaces.path(1)] }
        let refused = try swap(many + pair.suffix(2), output: "nine.png")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("9 photos of one person, limit 8"))
    }

    @Test func `an old result is replaced and keeps its permissions`() throws {
        try workspace.write("old", to: "out.png")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: workspace.path("out.png"))
        #expect(try swap(pair).status == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: workspace.path("out.png"))
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(try workspace.read("out.png").count > 1000)
    }

    @Test func `a link to a result stays a link`() throws {
        try workspace.write("old", to: "store/real.png")
        try FileManager.default.createSymbolicLink(
            atPath: workspace.path("out.png"),
            withDestinationPath: "store/real.png"
        )
        #expect(try swap(pair).status == 0)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: workspace.path("out.png")) == "store/real.png"
        )
        #expect(try workspace.read("store/real.png").count > 1000)
        #expect(try workspace.files() == ["out.png", "store", "store/real.png"])
    }

    @Test func `a device is not replaced by a file`() throws {
        let run = try swap(pair, output: "/dev/null")
        #expect(run.status == 1)
        #expect(run.errors == "facefleet: storage_failed: /dev/null: not a regular file\n")
    }
}
