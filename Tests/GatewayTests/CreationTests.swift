// SPDX-License-Identifier: Apache-2.0

import Foundation
import FusionAPI
import Imaging
import Queue
import Storage
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `Creating a fusion` {
    @Test
    func `is answered with the task, which a worker finds with its pictures`() async throws {
        try await GatewayRig.with { rig in
            let (source, target) = (Pictures.png(seed: 1), Pictures.png(seed: 2))
            let options = #"{"fusion_degree": 70, "metadata": {"order": 17}}"#
            let form = Pictures.form(source: source, target: target, options: options)
            let answer = try await rig.client.post("/v1/fusions", form: form)
            #expect(answer.status == 202)
            let id = try #require(answer.json["id"]?.string)
            #expect(answer.field("location") == "/v1/fusions/\(id)")
            #expect(answer.json["status"]?.string == "queued")
            #expect(answer.json["metadata"] == .object(["order": .number("17")]))
            #expect(answer.field("x-request-id")?.isEmpty == false)

            let leased = try await rig.claim()
            #expect(leased.task.id.rawValue == id)
            guard case .fusion(let request) = try TaskRequest(recorded: leased.task.payload.request) else {
                Issue.record("no fusion")
                return
            }
            #expect(request.options.fusionDegree == 70)
            let record = try #require(ObjectID(leased.task.payload.record))
            for (place, picture) in [source, target].enumerated() {
                let body = try await rig.store.input(InputID(record: record, index: place), range: nil)
                #expect(try body.bytes() == picture)
            }
            #expect(request.target.sha256 == "\(ContentDigest(of: target))")
        }
    }

    @Test
    func `takes JSON with pictures in it or uploaded before`() async throws {
        try await GatewayRig.with { rig in
            var form = TestClient.Form()
            form.add("image", Pictures.png(seed: 5))
            let upload = try await rig.client.post("/v1/uploads", form: form)
            #expect(upload.status == 201)
            let name = try #require(upload.json["upload"]?.string)
            let data = base64(Pictures.png(seed: 6))
            let body = #"{"sources": [{"photos": [{"data": "\#(data)"}]}], "target": {"upload": "\#(name)"}}"#
            let answer = try await rig.client.post("/v1/fusions", json: body)
            #expect(answer.status == 202, "\(answer.text)")
            let leased = try await rig.claim()
            let record = try #require(ObjectID(leased.task.payload.record))
            let target = try await rig.store.input(InputID(record: record, index: 1), range: nil)
            #expect(try target.bytes() == Pictures.png(seed: 5))
            let unknown = #"{"sources": [{"photos": [{"data": "\#(data)"}]}], "target": {"upload": "nothing"}}"#
            let refused = try await rig.client.post("/v1/fusions", json: unknown)
            #expect(refused.status == 404)
            #expect(refused.json["image"]?.string == "target")
        }
    }

    @Test
    func `in its short form names the same task`() async throws {
        try await GatewayRig.with { rig in
            let answer = try await rig.client.post("/fuse", form: Pictures.form())
            #expect(answer.status == 202)
            let id = try #require(answer.json["task_id"]?.string)
            #expect(try await rig.client.get("/v1/fusions/\(id)").status == 200)
        }
    }

    @Test(arguments: [
        ("image_too_small", 422, Pictures.png(width: 63, height: 64)),
        ("image_too_large_pixels", 422, Pictures.png(width: 8193, height: 64)),
        ("unsupported_format", 415, Array("GIF89a................................................".utf8)),
        ("unsupported_format", 415, [UInt8](repeating: 7, count: 500)),
        ("image_decode_failed", 422, Array(Pictures.png().prefix(20))),
    ])
    func `refuses a picture by its header and names the one to blame`(
        code: String,
        status: Int,
        bytes: [UInt8]
    ) async throws {
        try await GatewayRig.with { rig in
            let asTarget = try await rig.client.post("/v1/fusions", form: Pictures.form(target: bytes))
            #expect(asTarget.status == status)
            #expect(asTarget.code == code)
            #expect(asTarget.json["image"]?.string == "target")
            #expect(asTarget.field("content-type") == Problem.mediaType)
            let asSource = try await rig.client.post("/v1/fusions", form: Pictures.form(source: bytes))
            #expect(asSource.json["image"]?.string == "source")
            #expect(try await rig.queue.counts().enqueued == 0)
        }
    }

    @Test
    func `refuses too many bytes as they come`() async throws {
        try await GatewayRig.with(configure: { $0.imageLimits.byteCountMax = 5_000 }) { rig in
            let large = Pictures.png(width: 128, height: 128)
            #expect(large.count > 5_000)
            let answer = try await rig.client.post("/v1/fusions", form: Pictures.form(target: large))
            #expect(answer.status == 413)
            #expect(answer.code == "image_too_large_bytes")
            #expect(answer.json["limit"]?.string == "5000 bytes")
        }
    }

    @Test
    func `tells every bad field at once`() async throws {
        try await GatewayRig.with { rig in
            let options = #"{"fusion_degree": 101, "eyes": "nobody", "colour": 1}"#
            let answer = try await rig.client.post("/v1/fusions", form: Pictures.form(options: options))
            #expect(answer.status == 422)
            #expect(answer.code == "invalid_options")
            #expect(answer.json["errors"]?.elements.count == 3)
            var form = TestClient.Form()
            form.add("face", Pictures.png())
            let unknown = try await rig.client.post("/v1/fusions", form: form)
            #expect(unknown.code == "invalid_options")
            let empty = try await rig.client.post("/v1/fusions", form: TestClient.Form())
            #expect(empty.json["errors"]?.elements.count == 2)
        }
    }

    @Test
    func `refuses what is no form and no JSON`() async throws {
        try await GatewayRig.with { rig in
            let text = try await rig.client.send("POST", "/v1/fusions", [1, 2], ["Content-Type": "text/plain"])
            #expect(text.code == "malformed_request")
            let json = try await rig.client.post("/v1/fusions", json: "{")
            #expect(json.code == "malformed_request")
            let cut = try await rig.client.send(
                "POST",
                "/v1/fusions",
                Array(Pictures.form().body.dropLast(40)),
                ["Content-Type": "multipart/form-data; boundary=\(TestClient.Form.boundary)"]
            )
            #expect(cut.status == 400)
        }
    }

    @Test
    func `more than eight photos of a person are refused`() async throws {
        try await GatewayRig.with { rig in
            var form = TestClient.Form()
            for seed in 0..<9 { form.add("source", Pictures.png(seed: seed)) }
            form.add("target", Pictures.png())
            let answer = try await rig.client.post("/v1/fusions", form: form)
            #expect(answer.status == 422)
            #expect(answer.text.contains("too many photos"))
        }
    }

    @Test
    func `a client that waits gets the finished task, or its picture`() async throws {
        try await GatewayRig.with { rig in
            let picture = Pictures.png(seed: 9)
            async let json = rig.client.post("/v1/fusions", form: Pictures.form(), fields: ["Prefer": "wait=20"])
            try await rig.succeed(try await rig.claim(), with: picture)
            let task = try await json
            #expect(task.status == 200)
            #expect(task.json["status"]?.string == "succeeded")
            #expect(task.field("preference-applied") == "wait=20")

            let fields = ["Prefer": "wait=20", "Accept": "image/*"]
            async let image = rig.client.post("/v1/fusions", form: Pictures.form(), fields: fields)
            try await rig.succeed(try await rig.claim(), with: picture)
            let result = try await image
            #expect(result.status == 200)
            #expect(result.field("content-type") == "image/png")
            #expect(result.bytes == picture)
        }
    }

    @Test
    func `a picture that a client waits for comes whole, whatever it asks for besides`() async throws {
        try await GatewayRig.with { rig in
            let picture = Pictures.png(seed: 9)
            for (name, value) in [("If-None-Match", "*"), ("Range", "bytes=0-9"), ("Range", "bytes=9999999-")] {
                let fields = ["Prefer": "wait=20", "Accept": "image/*", name: value]
                async let image = rig.client.post("/v1/fusions", form: Pictures.form(), fields: fields)
                try await rig.succeed(try await rig.claim(), with: picture)
                let result = try await image
                #expect(result.status == 200, "\(name): \(value)")
                #expect(result.bytes == picture)
            }
        }
    }

    private func base64(_ bytes: [UInt8]) -> String { Foundation.Data(bytes).base64EncodedString() }
}
