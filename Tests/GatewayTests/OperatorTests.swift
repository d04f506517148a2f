// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Queue
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `Operators` {
    @Test
    func `see the queue and hold it back`() async throws {
        try await GatewayRig.with { rig in
            _ = try await rig.submit()
            let queue = try await rig.client.get("/v1/queue")
            #expect(queue.json["classes"]?["normal"]?["queued"] == .number("1"))
            #expect(try await rig.client.post("/v1/queue/pause").json["paused"] == .boolean(true))
            #expect(
                try await rig.queue.claim(ClaimRequest(routes: [.init("mesh")], limit: 1, leases: rig.leases)).isEmpty
            )
            #expect(try await rig.admin.post("/v1/queue/resume").json["paused"] == .boolean(false))
            _ = try await rig.claim()
            #expect(try await rig.client.get("/v1/queue").json["running"]?.elements.count == 1)
        }
    }

    @Test
    func `run dead letters again, as tasks that name the old`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            let problem = Problem(.storageFailed, "the store failed")
            // A transient failure, as often as there are attempts.
            for _ in 0..<4 { try await rig.fail(try await rig.claim(), with: problem, retry: .transient) }
            let dead = try await rig.client.get("/v1/dead-letters")
            #expect(dead.json["items"]?.elements.first?["id"]?.string == id)
            #expect(dead.json["items"]?.elements.first?["error"]?["code"]?.string == "storage_failed")
            let replayed = try await rig.client.post("/v1/dead-letters/\(id)/replay")
            #expect(replayed.status == 202)
            #expect(replayed.json["replay_of"]?.string == id)
            let leased = try await rig.claim()
            #expect(leased.task.id.rawValue == replayed.json["id"]?.string)
            try await rig.succeed(leased, with: Pictures.png())
            #expect(try await rig.client.get("/v1/dead-letters").json["items"]?.elements.isEmpty == true)
            #expect(try await rig.client.post("/v1/dead-letters/\(id)/replay").status == 404)
        }
    }

    @Test
    func `are not served where others reach the port`() async throws {
        try await GatewayRig.with(configure: { $0.host = "0.0.0.0" }) { rig async throws in
            #expect(try await rig.client.get("/v1/queue").status == 404)
            #expect(try await rig.client.get("/v1/dead-letters").status == 404)
            #expect(try await rig.client.post("/v1/queue/pause").status == 404)
            #expect(try await rig.admin.get("/v1/queue").status == 200)
            #expect(try await rig.admin.get("/v1/dead-letters").status == 200)
        }
    }

    @Test
    func `are told whether the service is ready`() async throws {
        try await GatewayRig.with(adjust: { $0.isReady = { false } }) { rig async throws in
            #expect(try await rig.admin.get("/healthz").status == 200)
            #expect(try await rig.admin.get("/readyz").status == 503)
            #expect(try await rig.client.get("/readyz").status == 404)
        }
    }
}
