// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Queue
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `A search for faces` {
    @Test
    func `that failed names itself as what failed`() async throws {
        try await GatewayRig.with { rig in
            let fields = ["Prefer": "respond-async"]
            let answer = try await rig.client.send("POST", "/v1/detections", Pictures.png(), fields)
            #expect(answer.status == 202)
            let path = try #require(answer.field("location"))
            async let waiting = rig.client.get("\(path)?wait=20")
            try await rig.fail(try await rig.claim(), with: Problem(.imageDecodeFailed, "the file is cut off"))
            let search = try await waiting
            #expect(search.status == 200)
            #expect(search.json["status"]?.string == "failed")
            #expect(search.json["error"]?["instance"]?.string == path)
            let name = path.split(separator: "/").last ?? ""
            for asFusion in ["/v1/fusions/\(name)", "/v1/fusions/\(name)/result", "/v1/fusions/\(name)/events"] {
                #expect(try await rig.client.get(asFusion).status == 404)
            }
        }
    }

    @Test
    func `is gone once it was erased`() async throws {
        try await GatewayRig.with { rig in
            let answer = try await rig.client.send(
                "POST",
                "/v1/detections",
                Pictures.png(),
                ["Prefer": "respond-async"]
            )
            let path = try #require(answer.field("location"))
            let id = try #require(TaskID(String(path.split(separator: "/").last ?? "")))
            _ = try await rig.queue.erase(id)
            let search = try await rig.client.get(path)
            #expect(search.status == 410 && search.code == "gone")
        }
    }

    @Test
    func `is not waited for where there is none`() async throws {
        try await GatewayRig.with { rig in
            // A fusion that nobody takes up: waiting for it would take the whole time.
            let fusion = try await rig.submit()
            let answer = try await rig.client.get("/v1/detections/\(fusion)?wait=60")
            #expect(answer.status == 404)
        }
    }
}
