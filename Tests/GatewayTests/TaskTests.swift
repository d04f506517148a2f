// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Queue
import Storage
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `A task` {
    @Test
    func `is shown with its tag, and not again to who knows it`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            let first = try await rig.client.get("/v1/fusions/\(id)")
            let tag = try #require(first.field("etag"))
            let again = try await rig.client.get("/v1/fusions/\(id)", fields: ["If-None-Match": tag])
            #expect(again.status == 304)
            #expect(again.bytes.isEmpty)
            _ = try await rig.claim()
            let changed = try await rig.client.get("/v1/fusions/\(id)", fields: ["If-None-Match": tag])
            #expect(changed.status == 200)
            #expect(changed.json["status"]?.string == "running")
        }
    }

    @Test
    func `is waited for until it ends`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            let leased = try await rig.claim()
            async let waited = rig.client.get("/v1/fusions/\(id)?wait=30")
            try await rig.succeed(leased, with: Pictures.png())
            #expect(try await waited.json["status"]?.string == "succeeded")
            #expect(try await rig.client.get("/v1/fusions/\(id)?wait=x").code == "invalid_options")
        }
    }

    @Test
    func `that failed says why, and so does its result`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            let problem = Problem(.noFaceDetected, "no face was found in the target", image: .target)
            try await rig.fail(try await rig.claim(), with: problem)
            let task = try await rig.client.get("/v1/fusions/\(id)")
            #expect(task.json["status"]?.string == "failed")
            #expect(task.json["error"]?["code"]?.string == "no_face_detected")
            let result = try await rig.client.get("/v1/fusions/\(id)/result")
            #expect(result.status == 422)
            #expect(result.code == "no_face_detected")
            #expect(result.json["image"]?.string == "target")
        }
    }

    @Test
    func `is canceled while it waits at once, and not after it ended`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            #expect(try await rig.client.get("/v1/fusions/\(id)/result").code == "not_ready")
            let canceled = try await rig.client.post("/v1/fusions/\(id)/cancel")
            #expect(canceled.status == 200)
            #expect(canceled.json["status"]?.string == "canceled")
            let again = try await rig.client.post("/v1/fusions/\(id)/cancel")
            #expect(again.status == 409)
            #expect(again.code == "already_terminal")
        }
    }

    @Test
    func `is canceled through its worker while it runs`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            let leased = try await rig.claim()
            #expect(try await rig.client.post("/v1/fusions/\(id)/cancel").status == 202)
            let renewal = try await rig.queue.renew([leased.lease], of: rig.leases.worker)
            #expect(renewal.stopping == [leased.lease])
            // A result that comes all the same does not count.
            try await rig.succeed(leased, with: Pictures.png())
            let task = try await rig.client.get("/v1/fusions/\(id)").json
            #expect(task["status"]?.string == "canceled" && task["attempt"] == .number("1"))
        }
    }

    @Test
    func `that is canceled in its second attempt says so`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            #expect(try await rig.client.get("/v1/fusions/\(id)").json["attempt"] == .number("0"))
            try await rig.fail(try await rig.claim(), with: Problem(.internalFault, "broken"), retry: .transient)
            #expect(try await rig.client.get("/v1/fusions/\(id)").json["attempt"] == .number("1"))
            let second = try await rig.claim()
            #expect(try await rig.client.get("/v1/fusions/\(id)").json["attempt"] == .number("2"))
            #expect(try await rig.client.post("/v1/fusions/\(id)/cancel").status == 202)
            _ = try await rig.queue.settle(second.task.id, lease: second.lease, Settlement(.canceled))
            #expect(try await rig.client.get("/v1/fusions/\(id)").json["attempt"] == .number("2"))
        }
    }

    @Test
    func `that was erased is gone with its pictures, and a late worker publishes nothing`() async throws {
        try await GatewayRig.with { rig in
            let id = try await rig.submit()
            let leased = try await rig.claim()
            #expect(try await rig.client.delete("/v1/fusions/\(id)").status == 204)
            for path in ["", "/result", "/events", "/deliveries"] {
                let answer = try await rig.client.get("/v1/fusions/\(id)\(path)")
                #expect(answer.status == 410, "\(path)")
                #expect(answer.code == "gone")
            }
            let object = ObjectID(tenant: "default", name: id)
            await #expect(throws: StorageError.self) {
                _ = try await rig.store.input(InputID(record: object, index: 0), range: nil)
            }
            await #expect(throws: StorageError.self) { try await rig.succeed(leased, with: Pictures.png()) }
        }
    }

    @Test
    func `of another tenant is not there`() async throws {
        try await GatewayRig.with { rig in
            var generator = SystemRandomNumberGenerator()
            let id = TaskID(TaskIdentifier(using: &generator), of: "other")
            let task = FusionTask(
                id: id,
                owner: TaskOwner(tenant: TenantID("other")),
                work: TaskWork(kind: .fusion, route: FusionTask.meshRoute, cost: Cost(1)),
                schedule: TaskSchedule(created: WallTime(milliseconds: 0)),
                payload: TaskPayload(request: [], record: "x", storedBytes: 0, digest: [])
            )
            _ = try await rig.queue.enqueue(task)
            for path in ["", "/result", "/events"] {
                #expect(try await rig.client.get("/v1/fusions/\(id)\(path)").status == 404)
            }
            #expect(try await rig.client.post("/v1/fusions/\(id)/cancel").status == 404)
            #expect(try await rig.client.delete("/v1/fusions/\(id)").status == 404)
            #expect(try await rig.client.get("/v1/fusions").json["items"]?.elements.isEmpty == true)
        }
    }

    @Test
    func `with a deadline that passed says so`() async throws {
        try await GatewayRig.with { rig in
            try await rig.queue.pause()
            let id = try await rig.submit(options: #"{"start_deadline_seconds": 1}"#)
            // The housekeeper ends it within two seconds; waiting for that is what the route is for.
            let task = try await rig.client.get("/v1/fusions/\(id)?wait=30")
            #expect(task.json["status"]?.string == "expired")
            #expect(task.json["error"]?["code"]?.string == "deadline_exceeded")
            #expect(try await rig.client.get("/v1/fusions/\(id)/result").status == 504)
        }
    }
}
