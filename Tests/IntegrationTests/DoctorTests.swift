// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Doctor` {
    private let workspace: Workspace
    private let models = FacefleetProcess.package.appending(path: ".deps/models")

    init() throws { workspace = try Workspace() }

    @Test func `a machine that is set up is ready`() throws {
        let run = try FacefleetProcess.run(["doctor"])
        #expect(run.status == 0, "\(run.output)")
        for name in [
            "processor", "ONNX Runtime", "libjpeg-turbo", "libpng", "libwebp", "libheif", "lcms2",
            "face_landmark_with_attention",
        ] {
            #expect(run.output.contains("ok      \(name): "), "\(name)")
        }
        #expect(run.output.hasSuffix("\nready\n"))
    }

    @Test func `the findings are objects under json`() throws {
        let run = try FacefleetProcess.run(["doctor", "--json"])
        #expect(run.status == 0)
        let report = try run.json()
        #expect(report["ready"] as? Bool == true)
        let findings = try #require(report["findings"] as? [[String: Any]])
        #expect(findings.count >= 10)
        #expect(
            findings.allSatisfy { $0["name"] is String && $0["state"] as? String == "ok" && $0["detail"] is String }
        )
    }

    @Test func `a folder without models ends with status 5 and a remedy`() throws {
        let run = try FacefleetProcess.run(["doctor"], environment: ["FACEFLEET_MODELS": workspace.folder.path])
        #expect(run.status == 5)
        #expect(run.output.contains("MISSING "))
        #expect(run.output.contains("scripts/bootstrap"))
    }

    @Test func `a changed model is found by its digest`() throws {
        let copy = workspace.folder.appending(path: "models")
        try FileManager.default.copyItem(at: models.resolvingSymlinksInPath(), to: copy)
        let file = copy.appending(path: "face_detection_short_range.onnx")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        let run = try FacefleetProcess.run(["doctor", "--models", copy.path, "--json"])
        #expect(run.status == 5)
        let findings = try #require(run.json()["findings"] as? [[String: Any]])
        let missing = findings.filter { $0["state"] as? String == "missing" }
        #expect(missing.compactMap { $0["name"] as? String } == ["face_detection_short_range"])
        #expect(try #require(missing.first?["remedy"] as? String).isEmpty == false)
    }

    @Test(arguments: [["detect"], ["swap", "--output", "out.png", "--source", ExampleFaces.path(2), "--target"]])
    func `a command without its models ends with status 5`(arguments: [String]) throws {
        let run = try FacefleetProcess.run(
            arguments + [ExampleFaces.path(1)],
            environment: ["FACEFLEET_MODELS": workspace.folder.path],
            in: workspace.folder
        )
        #expect(run.status == 5)
        #expect(run.errors.hasPrefix("facefleet: model_unavailable: "))
        #expect(run.errors.contains("scripts/bootstrap"))
        #expect(run.errors.filter { $0 == "\n" }.count == 1)
        #expect(try workspace.files().isEmpty)
    }

    @Test func `nothing is written anywhere but where it was asked for`() throws {
        // ONNX Runtime would keep a database about its use below the home folder, and send it away.
        let home = try Workspace()
        let run = try FacefleetProcess.run(
            ["doctor"],
            environment: [
                "HOME": home.folder.path, "XDG_CACHE_HOME": home.path("cache"), "TMPDIR": home.folder.path,
                "ORT_DISABLE_TELEMETRY": "0",
            ],
            in: workspace.folder
        )
        #expect(run.status == 0)
        #expect(try home.files() == [])
        #expect(try workspace.files().isEmpty)
    }
}
