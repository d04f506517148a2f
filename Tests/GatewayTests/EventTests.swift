// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Queue
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `A stream of events` {
    @Test
    func `tells a task's life and ends with it`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            async let stream = rig.client.get("/v1/fusions/\(id)/events")
            let leased = try await rig.claim()
            let progress = TaskProgress(stage: "swap", fraction: 0.5)
            await rig.queue.report(progress, of: leased.task.id, lease: leased.lease)
            try await rig.succeed(leased, with: Pictures.png())
            let answer = try await stream
            #expect(answer.field("content-type") == "text/event-stream")
            let kinds = answer.text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
            #expect(kinds.last == "succeeded")
            #expect(kinds.allSatisfy { ["queued", "started", "progress", "succeeded"].contains($0) })
        }
    }

    @Test
    func `is taken up again behind the last event that a client has seen`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            let path = "/v1/fusions/\(id)/events"
            let all = try await rig.client.get(path)
            #expect(all.text.contains("event: succeeded"))
            let number = try #require(all.text.split(separator: "\n").first { $0.hasPrefix("id: ") }).dropFirst(4)
            let rest = try await rig.client.get(path, fields: ["Last-Event-ID": String(number)])
            #expect(rest.text.isEmpty)
            let behind = try await rig.client.get(path, fields: ["Last-Event-ID": "1"])
            #expect(behind.text.contains("event: succeeded"))
        }
    }

    @Test
    func `tells of a retry`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            let leased = try await rig.claim()
            async let stream = rig.client.get("/v1/fusions/\(id)/events")
            try await rig.fail(leased, with: Problem(.internalFault, "broken"), retry: .transient)
            // The housekeeper lets it wait again within its backoff.
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            let text = try await stream.text
            #expect(text.contains("event: succeeded"))
            #expect(try await rig.client.get("/v1/fusions/\(id)").json["attempt"] == .number("2"))
        }
    }
}
