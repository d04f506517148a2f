// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageCodecs
import Imaging
import Provenance
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Serving` {
    private let workspace: Workspace
    private let faces = FacefleetProcess.package.appending(path: "Examples/faces")

    init() throws { workspace = try Workspace() }

    private func serve(_ arguments: [String], environment: [String: String] = [:]) throws -> FacefleetRun {
        var environment = environment
        environment["FACEFLEET_MODELS"] = FacefleetProcess.package.appending(path: ".deps/models").path
        return try FacefleetProcess.run(
            ["serve", "--admin-port", "0"] + arguments,
            environment: environment,
            in: workspace.folder
        )
    }

    @Test func `a submitted pair comes back fused and labelled, and the service ends well`() throws {
        let service = try RunningService()
        let output = workspace.folder.appending(path: "fused.png")
        let run = try FacefleetProcess.run([
            "submit", "--url", service.url.absoluteString,
            "--source", faces.appending(path: "p1_f_young_cauc.png").path,
            "--target", faces.appending(path: "p4_m_young_asian.png").path, "--output", output.path,
        ])
        #expect(run.status == 0, "\(run.errors)")
        let bytes = [UInt8](try Data(contentsOf: output))
        #expect(try DecodedImage(decoding: bytes).size.width == 768)
        #expect(try AIGCMetadata(readFrom: bytes)?.label == .generated)
        #expect(service.stop() == 0)
    }

    @Test func `a taken port is told, with the flag that names another`() throws {
        let service = try RunningService()
        let port = try #require(service.url.port)
        let run = try serve(["--port", "\(port)", "--data", workspace.folder.appending(path: "other").path])
        #expect(run.status == 2)
        #expect(run.errors.contains("127.0.0.1:\(port)"), "\(run.errors)")
        #expect(run.errors.contains("--port"), "\(run.errors)")
    }

    @Test func `a data folder that is in use is refused`() throws {
        let service = try RunningService()
        let run = try serve(["--port", "0", "--data", service.data.path])
        #expect(run.status != 0)
        #expect(run.errors.contains("in use by process"), "\(run.errors)")
    }

    @Test func `every setting that makes no sense is told at once, by its variable`() throws {
        let run = try serve(
            ["--port", "x", "--slots", "0"],
            environment: ["FACEFLEET_LABEL": "none", "FACEFLEET_SECRET": "short"]
        )
        #expect(run.status == 2)
        for name in ["FACEFLEET_PORT", "FACEFLEET_SLOTS", "FACEFLEET_LABEL", "FACEFLEET_SECRET"] {
            #expect(run.errors.contains(name), "\(name) in \(run.errors)")
        }
        #expect(!run.errors.contains("short"), "a secret is not shown")
    }

    @Test func `a flag wins over the environment, that over the file, that over the default`() throws {
        let file = workspace.folder.appending(path: "facefleet.yaml")
        try Data("port: 1111\nslots: 3\nhost: 127.0.0.3\n".utf8).write(to: file)
        let run = try FacefleetProcess.run(
            ["config", "--json", "--host", "127.0.0.9"],
            environment: ["FACEFLEET_SLOTS": "5", "FACEFLEET_HOST": "127.0.0.5", "FACEFLEET_WEBHOOK_SECRETS": ""],
            in: workspace.folder
        )
        #expect(run.status == 0, "\(run.errors)")
        let settings = try run.json()
        func told(_ name: String) -> [String?] {
            let setting = settings[name] as? [String: Any]
            return [setting?["value"] as? String, setting?["origin"] as? String]
        }
        #expect(told("host") == ["127.0.0.9", "flag"])
        #expect(told("slots") == ["5", "environment"])
        #expect(told("port") == ["1111", "file"])
        #expect(told("admin-port") == ["8001", "default"])
    }

    @Test(arguments: [([], true), (["--for", "gateway"], true), (["--for", "worker"], false)])
    func `settings are checked for the role that is named`(role: [String], lacksSecrets: Bool) throws {
        let variables = ["FACEFLEET_QUEUE": "redis://h", "FACEFLEET_STORE": "s3://faces/test"]
        let run = try FacefleetProcess.run(["config"] + role, environment: variables, in: workspace.folder)
        #expect(run.status == (lacksSecrets ? 2 : 0), "\(run.errors)")
        #expect(run.errors.contains("FACEFLEET_SECRET") == lacksSecrets)
    }
}
