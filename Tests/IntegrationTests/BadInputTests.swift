// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Inputs that cannot be fused; each leaves everything as it was.
@Suite(.timeLimit(.minutes(3))) struct `Bad input files` {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    /// A file that is refused, and how.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]?
        let code: String
        var tail: String?

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "missing.png", bytes: nil, code: "not_found", tail: "no such file"),
        Case(name: "empty.png", bytes: [], code: "unsupported_format"),
        Case(name: "one-byte.png", bytes: [0x89], code: "unsupported_format"),
        Case(name: "text.jpg", bytes: Array("dear sir or madam".utf8), code: "unsupported_format"),
        Case(
            name: "cut-off.png",
            bytes: Array(SimplePNG.flat(width: 200, height: 200).prefix(5000)),
            code: "image_decode_failed"
        ),
        Case(
            name: "small.png",
            bytes: SimplePNG.flat(width: 63, height: 64),
            code: "image_too_small",
            tail: "63 x 64 pixels, limit 64 pixels a side"
        ),
        Case(
            name: "bomb.png",
            bytes: SimplePNG.headerOnly(width: 60000, height: 60000),
            code: "image_too_large_pixels",
            tail: "60000 x 60000 pixels, limit 8192 pixels a side"
        ),
        Case(
            name: "many-pixels.png",
            bytes: SimplePNG.headerOnly(width: 8000, height: 8000),
            code: "image_too_large_pixels"
        ),
        Case(
            name: "heavy.png",
            bytes: [UInt8](repeating: 0, count: 20_000_001),
            code: "image_too_large_bytes",
            tail: "20000001 bytes, limit 20000000 bytes"
        ),
    ]

    @Test(arguments: cases)
    func `a bad image is told by name with status 4`(case bad: Case) throws {
        if let bytes = bad.bytes { try workspace.write(bytes, to: bad.name) }
        try workspace.write("an old result", to: "out.png")
        let before = try workspace.files()
        for arguments in [
            ["detect", bad.name, "--overlay", "out.png"],
            ["swap", "--source", bad.name, "--target", ExampleFaces.path(1), "--output", "out.png"],
            ["swap", "--source", ExampleFaces.path(2), "--target", bad.name, "--output", "out.png"],
        ] {
            let run = try FacefleetProcess.run(arguments, in: workspace.folder)
            #expect(run.status == 4, "\(arguments): \(run.errors)")
            #expect(run.errors.hasPrefix("facefleet: \(bad.code): \(bad.name): "), "\(run.errors)")
            #expect(run.errors.filter { $0 == "\n" }.count == 1, "\(run.errors)")
            if let tail = bad.tail { #expect(run.errors.hasSuffix(tail + "\n"), "\(run.errors)") }
            #expect(try workspace.files() == before)
            #expect(try workspace.read("out.png") == Array("an old result".utf8))
        }
    }

    @Test func `a folder is not an image`() throws {
        try workspace.copyFace(1, to: "folder/inner.png")
        for arguments in [
            ["detect", "folder"],
            ["swap", "--source", "folder", "--target", ExampleFaces.path(1), "--output", "o.png"],
        ] {
            let run = try FacefleetProcess.run(arguments, in: workspace.folder)
            #expect(run.status == 4)
            #expect(run.errors == "facefleet: unsupported_format: folder: a folder, not an image\n")
        }
    }

    @Test func `a target folder without images is not found`() throws {
        try workspace.write("hello", to: "empty/readme.txt")
        try workspace.write("hello", to: "empty/.hidden.png")
        let run = try FacefleetProcess.run(
            ["swap", "--source", ExampleFaces.path(1), "--target", "empty", "--output", "out"],
            in: workspace.folder
        )
        #expect(run.status == 4)
        #expect(run.errors == "facefleet: not_found: empty: no image in this folder\n")
    }

    @Test func `a pattern that fits nothing is not found`() throws {
        let run = try FacefleetProcess.run(
            ["swap", "--source", ExampleFaces.path(1), "--target", "none-*.png", "--output", "out"],
            in: workspace.folder
        )
        #expect(run.status == 4)
        #expect(run.errors == "facefleet: not_found: none-*.png: no file matches\n")
    }

    @Test func `a bad image is an object under json, with the picture to blame`() throws {
        try workspace.write(SimplePNG.headerOnly(width: 9000, height: 9000), to: "big.png")
        let run = try FacefleetProcess.run(
            ["swap", "--json", "--source", ExampleFaces.path(1), "--target", "big.png", "--output", "out.png"],
            in: workspace.folder
        )
        #expect(run.status == 4 && run.errors.isEmpty)
        let error = try run.jsonError()
        #expect(error["code"] as? String == "image_too_large_pixels")
        #expect(error["file"] as? String == "big.png")
        #expect(error["image"] as? String == "target")
        #expect(error["measured"] as? String == "9000 x 9000 pixels")
        #expect(error["limit"] as? String == "8192 pixels a side")
        #expect(try #require(error["detail"] as? String).isEmpty == false)
    }

    @Test func `a file without permission is told as the system tells it`() throws {
        // A path through a file fails for root too.
        try workspace.write("x", to: "file")
        let run = try FacefleetProcess.run(["detect", "file/inner.png"], in: workspace.folder)
        #expect(run.status == 4)
        #expect(run.errors == "facefleet: not_found: file/inner.png: not a directory\n")
    }
}
