// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Queue
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `Requests` {
    @Test
    func `to addresses and with methods that are not there are told so`() async throws {
        try await GatewayRig.with { rig in
            let nothing = try await rig.client.get("/v2/fusions")
            #expect(nothing.status == 404)
            #expect(nothing.json["instance"]?.string == "/v2/fusions")
            let method = try await rig.client.send("PUT", "/v1/fusions", nil, [:])
            #expect(method.status == 405)
            #expect(method.field("allow") == "POST, GET, HEAD")
            for path in ["/v1/fusions/x", "/v1/fusions/", "/v1/fusions/%2e%2e/x"] {
                #expect(try await rig.client.get(path).status == 404, "\(path)")
            }
        }
    }

    @Test
    func `keep their name where it is harmless`() async throws {
        try await GatewayRig.with { rig in
            let named = try await rig.client.get("/v1/models", fields: ["X-Request-Id": "abc-1.2_Z"])
            #expect(named.field("x-request-id") == "abc-1.2_Z")
            let other = try await rig.client.get("/v1/models", fields: ["X-Request-Id": "a b"])
            #expect(other.field("x-request-id") != "a b")
        }
    }

    @Test
    func `that another site's page sends may not change anything`() async throws {
        try await GatewayRig.with { rig async throws in
            let fields = ["Sec-Fetch-Site": "cross-site"]
            #expect(try await rig.client.post("/v1/queue/pause", fields: fields).code == "forbidden")
            #expect(try await rig.client.get("/v1/queue", fields: fields).status == 200)
        }
    }

    @Test
    func `that come in too slowly are told so, in the answer as in its status`() async throws {
        try await GatewayRig.with(configure: { $0.bodyRateWindow = .seconds(1) }) { rig in
            let form = Pictures.form().whole
            let beginning = Array(form.prefix(100))
            let answer = try await rig.client.post("/v1/fusions?a=b", beginning: beginning, of: form.count)
            #expect(answer.status == 408)
            #expect(answer.field("content-type") == Problem.mediaType)
            #expect(answer.json["status"] == .number("408"))
            #expect(answer.code == "malformed_request")
            #expect(answer.json["instance"]?.string == "/v1/fusions")
            #expect(answer.json["limit"]?.string == "256 bytes")
            #expect(try await rig.queue.counts().enqueued == 0)
        }
    }

    @Test
    func `find a full room told at once, and nothing kept of them`() async throws {
        try await GatewayRig.with(configure: { $0.waitingMax = 2 }) { rig in
            for _ in 0..<2 { _ = try await rig.submit() }
            let full = try await rig.client.post("/v1/fusions", form: Pictures.form())
            #expect(full.status == 429)
            #expect(full.code == "queue_full")
            #expect(full.field("retry-after") == "10")
            #expect(try await rig.queue.counts().enqueued == 2)
        }
        try await GatewayRig.with(configure: { $0.uploadByteCountMax = 2_000 }) { rig in
            let large = Pictures.form(target: Pictures.png(width: 200, height: 200))
            let full = try await rig.client.post("/v1/fusions", form: large)
            #expect(full.status == 429)
            #expect(rig.parts.uploads.takenByteCount == 0)
        }
    }

    @Test
    func `for the web page get it from inside the program`() async throws {
        try await GatewayRig.with { rig in
            let page = try await rig.client.get("/")
            #expect(page.status == 200)
            #expect(page.text.contains("Facefleet"))
            #expect(page.field("content-security-policy")?.contains("default-src 'self'") == true)
            let tag = try #require(page.field("etag"))
            #expect(try await rig.client.get("/", fields: ["If-None-Match": tag]).status == 304)
            #expect(try await rig.client.get("/ui/app.js").field("content-type")?.hasPrefix("text/javascript") == true)
        }
    }
}
