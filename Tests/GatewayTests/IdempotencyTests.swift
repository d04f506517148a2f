// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Queue
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `An idempotency key` {
    let key = ["Idempotency-Key": "order-17"]

    @Test
    func `makes one task of the same request, however its body was put together`() async throws {
        try await GatewayRig.with { rig in
            let first = try await rig.submit(options: #"{"fusion_degree": 100}"#, fields: key)
            // The options' defaults spelled out or not: the same request.
            let second = try await rig.submit(options: nil, fields: key)
            #expect(first == second)
            #expect(try await rig.queue.counts().enqueued == 1)
            let other = try await rig.submit(fields: ["Idempotency-Key": "order-18"])
            #expect(other != first)
        }
    }

    @Test
    func `with another content is refused, also after the task has ended`() async throws {
        try await GatewayRig.with { rig in
            _ = try await rig.submit(fields: key)
            let other = Pictures.form(target: Pictures.png(seed: 77))
            #expect(try await rig.client.post("/v1/fusions", form: other, fields: key).code == "idempotency_key_reused")
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            let late = try await rig.client.post("/v1/fusions", form: other, fields: key)
            #expect(late.status == 422)
            #expect(late.code == "idempotency_key_reused")
        }
    }

    @Test
    func `names one request, of whatever kind`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit(fields: key)
            let batch = try await rig.client.post("/v1/batches", form: Pictures.form(), fields: key)
            #expect(batch.status == 422 && batch.code == "idempotency_key_reused")
            #expect(try await rig.queue.counts().enqueued == 1, "no target of a refused batch runs")
            // Where both came at once, the batch's targets must not end the fusion.
            let link = ChildLink(batch: id, index: 0, count: 1)
            #expect(try await BatchEnding(parts: rig.parts).note(link, tenant: "default"))
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            let late = try await rig.client.post("/v1/batches", form: Pictures.form(), fields: key)
            #expect(late.code == "idempotency_key_reused")
            let other = ["Idempotency-Key": "order-18"]
            #expect(try await rig.client.post("/v1/batches", form: Pictures.form(), fields: other).status == 202)
            let fusion = try await rig.client.post("/v1/fusions", form: Pictures.form(), fields: other)
            #expect(fusion.code == "idempotency_key_reused")
        }
    }

    @Test
    func `sent many times at once makes one task`() async throws {
        try await GatewayRig.with { rig in
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<12 { group.addTask { try await rig.submit(fields: key) } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await rig.queue.counts().enqueued == 1)
        }
    }

    @Test(arguments: ["", String(repeating: "k", count: 256), "a b", "ключ"])
    func `that is malformed is refused`(text: String) async throws {
        try await GatewayRig.with { rig in
            let form = Pictures.form()
            let answer = try await rig.client.post("/v1/fusions", form: form, fields: ["Idempotency-Key": text])
            #expect(answer.status == 400)
        }
    }
}
