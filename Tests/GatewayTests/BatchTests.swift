// SPDX-License-Identifier: Apache-2.0

import Foundation
import FusionAPI
import Queue
import Storage
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `Batches` {
    private static func form(_ targets: Int, options: String? = nil) -> TestClient.Form {
        var form = TestClient.Form()
        form.add("source", Pictures.png(seed: 1), filename: "source.png")
        for number in 0..<targets {
            form.add("target", Pictures.png(seed: 10 + number), filename: "target\(number).png")
        }
        if let options { form.add("options", Array(options.utf8)) }
        return form
    }

    private func until(_ isSo: () async throws -> Bool) async throws {
        while try await !isSo() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    private func submit(_ rig: GatewayRig, _ targets: Int, fields: [String: String] = [:]) async throws -> String {
        let form = Self.form(targets, options: #"{"metadata": "m"}"#)
        let answer = try await rig.client.post("/v1/batches", form: form, fields: fields)
        try #require(answer.status == 202, "\(answer.text)")
        let id = try #require(answer.json["id"]?.string)
        #expect(answer.field("location") == "/v1/batches/\(id)")
        return id
    }

    private static func statuses(_ items: [JSONValue]) -> [String] {
        items.compactMap { $0["status"]?.string }.sorted()
    }

    @Test
    func `end with their last target, and say how each ended`() async throws {
        try await GatewayRig.with { rig in
            let id = try await submit(rig, 3)
            let path = "/v1/batches/\(id)"
            let begun = try await rig.client.get(path).json
            #expect(begun["status"]?.string == "queued" && begun["targets"] == .number("3"))
            #expect(begun["metadata"]?.string == "m" && begun["summary"] == .null)
            #expect(try await rig.client.get("\(path)/summary").code == "not_ready")
            try await rig.succeed(try await rig.claim(), with: Pictures.png(seed: 99))
            try await until { try await rig.client.get(path).json["ended"] == .number("1") }
            #expect(try await rig.client.get(path).json["status"]?.string == "running")
            // They are enqueued at once, so that any may be the first.
            let some = try await rig.client.get("\(path)/items?offset=0&limit=3").json["items"]?.elements ?? []
            #expect(Self.statuses(some) == ["queued", "queued", "succeeded"])
            #expect(try await rig.client.get("\(path)/items?offset=0&limit=2").json["next_offset"] == .number("2"))
            let links = some.compactMap { $0["result"]?["url"]?.string }
            #expect(try await rig.client.get(try #require(links.first)).bytes == Pictures.png(seed: 99))
            try await rig.fail(try await rig.claim(), with: Problem(.noFaceDetected, "no face"))
            try await rig.succeed(try await rig.claim(), with: Pictures.png(seed: 98))
            let ended = try await rig.client.get("\(path)?wait=30").json
            #expect(ended["status"]?.string == "succeeded" && ended["ended"] == .number("3"))
            let summary = try await rig.client.get(try #require(ended["summary"]?["url"]?.string)).json
            #expect(summary["succeeded"] == .number("2") && summary["failed"] == .number("1"))
            let items = summary["items"]?.elements ?? []
            #expect(Self.statuses(items) == ["failed", "succeeded", "succeeded"])
            #expect(items.compactMap { $0["error"]?["code"]?.string } == ["no_face_detected"])
            // A batch is no fusion; its targets are.
            #expect(try await rig.client.get("/v1/fusions/\(id)").status == 404)
            #expect(try await rig.client.get("/v1/fusions").json["items"]?.elements.count == 3)
            #expect(try await rig.client.post("\(path)/cancel").code == "already_terminal")
        }
    }

    @Test
    func `come as a form with more pictures than a fusion has`() async throws {
        try await GatewayRig.with { rig in
            _ = try await submit(rig, 60)
            #expect(try await rig.queue.counts().enqueued == 61)
        }
    }

    @Test
    func `wait for their whole where it is accepted last`() async throws {
        try await GatewayRig.with { rig in
            let ending = BatchEnding(parts: rig.parts)
            let absent = try #require(TaskID(TaskIdentifier(bits: 7).description))
            let links = (0..<2).map { ChildLink(batch: absent.rawValue, index: $0, count: 2) }
            #expect(try await ending.note(links[0], tenant: "default"))
            // The last one is to be told of again.
            #expect(try await !ending.note(links[1], tenant: "default"))
            let child = FusionRequest(
                sources: [[StoredImage(sha256: "a", bytes: 1, width: 1, height: 1)]],
                target: StoredImage(sha256: "b", bytes: 1, width: 1, height: 1),
                options: RequestedOptions(label: .metadata),
                webhook: nil
            )
            let whole = Acceptance(parts: rig.parts, tenant: "default", kind: .batch)
            let request = TaskRequest.batch(BatchRequest([child, child], webhook: nil))
            try await whole.accept(request, inputs: [], as: absent, isKeyed: false)
            #expect(try await ending.note(links[1], tenant: "default"))
            #expect(try await rig.queue.record(of: absent)?.state.status == .succeeded)
        }
    }

    @Test
    func `are one under one key, whatever is repeated`() async throws {
        try await GatewayRig.with { rig in
            let fields = ["Idempotency-Key": "one"]
            let id = try await submit(rig, 2, fields: fields)
            #expect(try await submit(rig, 2, fields: fields) == id)
            #expect(try await rig.queue.counts().enqueued == 3)
            let other = try await rig.client.post("/v1/batches", form: Self.form(3), fields: fields)
            #expect(other.code == "idempotency_key_reused")
        }
    }

    @Test
    func `count for all their targets where a tenant's rate is bounded`() async throws {
        let limit = RateLimit(perSecond: 0.01, burst: 2)
        try await GatewayRig.with(configure: { $0.rateLimit = limit }) { rig in
            let fields = ["Idempotency-Key": "one"]
            let id = try await submit(rig, 3, fields: fields)
            // One turn was free; with the two that are owed, the next one comes after 200 seconds.
            let refused = try await rig.client.post("/v1/batches", form: Self.form(1))
            #expect(refused.status == 429 && refused.code == "rate_limited")
            let wait = Int(refused.field("retry-after") ?? "") ?? 0
            #expect((190...200).contains(wait), "\(wait)")
            #expect(try await rig.client.get("/v1/batches/\(id)").json["targets"] == .number("3"))
        }
    }

    @Test
    func `count for one where they are refused or repeated`() async throws {
        let limit = RateLimit(perSecond: 0.01, burst: 7)
        try await GatewayRig.with(configure: { $0.rateLimit = limit }) { rig in
            #expect(try await rig.client.post("/v1/batches", form: Self.form(0)).code == "invalid_options")
            let fields = ["Idempotency-Key": "one"]
            let id = try await submit(rig, 2, fields: fields)
            #expect(try await submit(rig, 2, fields: fields) == id)
            // 1 + 2 + 1 turns are taken.
            for _ in 0..<3 { #expect(try await rig.client.post("/v1/uploads").code != "rate_limited") }
            #expect(try await rig.client.post("/v1/uploads").code == "rate_limited")
        }
    }

    @Test
    func `are taken back whole`() async throws {
        try await GatewayRig.with { rig in
            let id = try await submit(rig, 3)
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            let canceled = try await rig.client.post("/v1/batches/\(id)/cancel")
            #expect(canceled.status == 200 && canceled.json["status"]?.string == "canceled")
            let counts = try await rig.queue.counts()
            #expect(counts.ended == [.succeeded: 1, .canceled: 3] && counts.waiting == 0)
            #expect(try await rig.client.get("/v1/batches/\(id)/summary").code == "gone")
            #expect(try await rig.client.delete("/v1/batches/\(id)").status == 204)
            #expect(try await rig.client.get("/v1/batches/\(id)").code == "gone")
            #expect(try await rig.client.get("/v1/fusions").json["items"]?.elements.isEmpty == true)
        }
    }

    @Test
    func `leave nothing where one target is refused`() async throws {
        try await GatewayRig.with(configure: { $0.waitingMax = 3 }) { rig in
            let refused = try await rig.client.post("/v1/batches", form: Self.form(5))
            #expect(refused.code == "queue_full")
            #expect(try await rig.queue.counts().waiting == 0)
        }
    }

    @Test
    func `go on under their key where a target was refused before`() async throws {
        try await GatewayRig.with(configure: { $0.waitingMax = 3 }) { rig in
            let fields = ["Idempotency-Key": "one"]
            let refused = try await rig.client.post("/v1/batches", form: Self.form(5), fields: fields)
            #expect(refused.code == "queue_full")
            while try await rig.queue.counts().waiting > 0 {
                try await rig.succeed(try await rig.claim(), with: Pictures.png())
            }
            var answer = refused
            while answer.status != 202 {
                try #require(answer.code == "queue_full", "\(answer.text)")
                while try await rig.queue.counts().waiting > 0 {
                    try await rig.succeed(try await rig.claim(), with: Pictures.png())
                }
                answer = try await rig.client.post("/v1/batches", form: Self.form(5), fields: fields)
            }
            let id = try #require(answer.json["id"]?.string)
            #expect(try await rig.queue.counts().enqueued == 6)
            while try await rig.queue.counts().classes[.normal]?.queued ?? 0 > 1 {
                try await rig.succeed(try await rig.claim(), with: Pictures.png())
            }
            #expect(try await rig.client.get("/v1/batches/\(id)?wait=30").json["status"]?.string == "succeeded")
        }
    }

    @Test(arguments: [
        (0, ["target"]), (1, []),
    ])
    func `need a target`(count: Int, wrong: [String]) async throws {
        try await GatewayRig.with { rig in
            let answer = try await rig.client.post("/v1/batches", form: Self.form(count))
            let fields = answer.json["errors"]?.elements.compactMap { $0["field"]?.string } ?? []
            #expect(fields == wrong && answer.status == (wrong.isEmpty ? 202 : 422))
        }
    }

    @Test
    func `take pictures that were uploaded before, and at most a thousand`() async throws {
        try await GatewayRig.with { rig in
            var form = TestClient.Form()
            form.add("image", Pictures.png(seed: 3), filename: "a.png")
            #expect(try await rig.client.post("/v1/uploads?link=true").code == "invalid_options")
            let uploaded = try await rig.client.post("/v1/uploads", form: form)
            let upload = try #require(uploaded.json["upload"]?.string, "\(uploaded.text)")
            func body(_ count: Int) -> String {
                let reference = #"{"upload": "\#(upload)"}"#
                let targets = Array(repeating: reference, count: count).joined(separator: ",")
                return #"{"sources": [{"photos": [\#(reference)]}], "targets": [\#(targets)]}"#
            }
            let taken = try await rig.client.post("/v1/batches", json: body(2))
            #expect(taken.status == 202 && taken.json["targets"] == .number("2"), "\(taken.text)")
            #expect(try await rig.client.post("/v1/batches", json: body(1001)).code == "invalid_options")
            #expect(try await rig.client.post("/v1/batches", json: #"{"sources": 1}"#).code == "invalid_options")
            let wrong = try await rig.client.get("/v1/batches/\(taken.json["id"]?.string ?? "")/items?limit=101")
            #expect(wrong.code == "invalid_options")
        }
    }

    @Test
    func `end though the queue forgot them on the way`() async throws {
        let folder = NSTemporaryDirectory() + "facefleet-batch-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let name = Shared("")
        try await GatewayRig.with(folder: folder) { rig in
            let id = try await submit(rig, 3)
            name.change { $0 = id }
            try await rig.succeed(try await rig.claim(), with: Pictures.png())
            try await until { try await rig.client.get("/v1/batches/\(id)").json["ended"] == .number("1") }
            await Archivist(rig.parts).catchUp()
        }
        try FileManager.default.removeItem(atPath: folder + "/queue")
        try await GatewayRig.with(folder: folder) { rig in
            let path = "/v1/batches/\(name.value)"
            #expect(try await rig.client.get(path).json["ended"] == .number("1"))
            for _ in 0..<2 { try await rig.succeed(try await rig.claim(), with: Pictures.png()) }
            #expect(try await rig.client.get("\(path)?wait=30").json["status"]?.string == "succeeded")
            #expect(try await rig.client.get("\(path)/summary").json["succeeded"] == .number("3"))
            await Archivist(rig.parts).catchUp()
        }
        // What is left of it once the queue has forgotten it as well.
        try FileManager.default.removeItem(atPath: folder + "/queue")
        try await GatewayRig.with(folder: folder) { rig async throws in
            let path = "/v1/batches/\(name.value)"
            #expect(try await rig.client.get(path).json["ended"] == .number("3"))
            #expect(try await rig.client.get("\(path)/summary").json["succeeded"] == .number("3"))
            #expect(try await rig.client.get("/v1/fusions").json["items"]?.elements.count == 3)
            #expect(try await rig.queue.counts().enqueued == 0)
        }
    }
}
