// SPDX-License-Identifier: Apache-2.0

import Foundation
import FusionAPI
import GRDB
import Hummingbird
import NIOCore
import Queue
import Storage
import Synchronization
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2)))
struct `Webhooks` {
    @Test
    func `are signed, and repeated under the same name until they are taken`() async throws {
        let received = Shared<[Received]>([])
        try await withReceiver(received, statuses: [503, 200]) { port in
            try await GatewayRig.with(configure: Self.allowLocal) { rig in
                var form = Pictures.form()
                form.add("webhook", Array(#"{"url": "http://127.0.0.1:\#(port)/hook"}"#.utf8))
                let id = try #require(try await rig.client.post("/v1/fusions", form: form).json["id"]?.string)
                try await rig.succeed(try await rig.claim(), with: Pictures.png())
                let task = try #require(TaskID(id))
                try await until { try await rig.queue.deliveries(of: task).count == 1 }
                // What the schedule would wait for is done by hand here.
                let again = try await rig.client.post("/v1/fusions/\(id)/deliveries/1/redeliver")
                #expect(again.json["delivered"] == .boolean(true))
                let messages = received.value
                #expect(messages.count == 2)
                #expect(Set(messages.map(\.identifier)).count == 1)
                let signature = WebhookSignature(secrets: rig.parts.configuration.webhookSecrets)
                for message in messages {
                    try signature.verify(
                        message.signature,
                        identifier: message.identifier,
                        timestamp: message.timestamp,
                        body: message.body,
                        at: rig.parts.now
                    )
                }
                let bytes = messages[0].body
                let body = try JSONValue(parsing: bytes.span)
                #expect(body["type"]?.string == "fusion.succeeded")
                #expect(body["data"]?["id"]?.string == id)
                let log = try await rig.client.get("/v1/fusions/\(id)/deliveries").json["items"]?.elements ?? []
                #expect(log.map { $0["status"] } == [.number("503"), .number("200")])
            }
        }
    }

    private static func form(port: Int) -> TestClient.Form {
        var form = Pictures.form()
        let url = "http://127.0.0.1:\(port)"
        form.add("webhook", Array(#"{"url": "\#(url)/hook", "result_url": "\#(url)/put?signature=x"}"#.utf8))
        return form
    }

    @Test
    func `come after the result was put where the client wants it, which is done once`() async throws {
        let received = Shared<[Received]>([])
        try await withReceiver(received, statuses: [200, 503, 200]) { port in
            try await GatewayRig.with(configure: Self.allowLocal) { rig in
                let created = try await rig.client.post("/v1/fusions", form: Self.form(port: port))
                let id = try #require(created.json["id"]?.string)
                try await rig.succeed(try await rig.claim(), with: Pictures.png())
                let task = try #require(TaskID(id))
                try await until { try await rig.queue.deliveries(of: task).count == 2 }
                #expect(received.value.map(\.method) == ["PUT", "POST"])
                #expect(received.value.first?.body == Pictures.png())
                let delivery = ResultDelivery(parts: rig.parts, sender: WebhookSender(parts: rig.parts))
                let url = try RemoteURL(recorded: "http://127.0.0.1:\(port)/put?signature=x")
                #expect(try await delivery.attempt(task, tenant: "default", to: url) == nil)
                let log = try await rig.client.get("/v1/fusions/\(id)/deliveries").json["items"]?.elements ?? []
                #expect(log.map { $0["event"]?.string } == ["result", "succeeded"])
                let again = try await rig.client.post("/v1/fusions/\(id)/deliveries/2/redeliver")
                #expect(again.json["delivered"] == .boolean(true))
                #expect(received.value.map(\.method) == ["PUT", "POST", "POST"])
            }
        }
    }

    @Test
    func `tell of a batch once, at its end`() async throws {
        let received = Shared<[Received]>([])
        try await withReceiver(received, statuses: []) { port in
            try await GatewayRig.with(configure: Self.allowLocal) { rig in
                var form = Pictures.form()
                form.add("target", Pictures.png(seed: 3), filename: "other.png")
                form.add("webhook", Array(#"{"url": "http://127.0.0.1:\#(port)/"}"#.utf8))
                let created = try await rig.client.post("/v1/batches", form: form)
                let id = try #require(created.json["id"]?.string, "\(created.text)")
                for _ in 0..<2 { try await rig.succeed(try await rig.claim(), with: Pictures.png()) }
                try await until { received.value.count == 1 }
                let bytes = received.value[0].body
                let body = try JSONValue(parsing: bytes.span)
                #expect(body["type"]?.string == "batch.succeeded")
                #expect(body["data"]?["id"]?.string == id && body["data"]?["ended"] == .number("2"))
                #expect(try await rig.queue.takeOutbox(limit: 10).filter { $0.kind == .webhook }.isEmpty)
            }
        }
    }

    @Test
    func `wait for a result that could not be put, which can be put by hand`() async throws {
        let received = Shared<[Received]>([])
        try await withReceiver(received, statuses: [503]) { port in
            try await GatewayRig.with(configure: Self.allowLocal) { rig in
                let created = try await rig.client.post("/v1/fusions", form: Self.form(port: port))
                let id = try #require(created.json["id"]?.string)
                try await rig.succeed(try await rig.claim(), with: Pictures.png())
                let task = try #require(TaskID(id))
                try await until { try await rig.queue.deliveries(of: task).count == 1 }
                let put = try await rig.client.post("/v1/fusions/\(id)/deliveries/1/redeliver")
                #expect(put.json["event"]?.string == "result" && put.json["delivered"] == .boolean(true))
                #expect(received.value.map(\.method) == ["PUT", "PUT"])
            }
        }
    }

    @Test
    func `have a log that outlives the process, and the task's place in the queue, until it is erased`() async throws {
        let folder = NSTemporaryDirectory() + "facefleet-webhook-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let received = Shared<[Received]>([])
        let name = Shared("")
        try await withReceiver(received, statuses: [410]) { port in
            try await GatewayRig.with(folder: folder, configure: Self.allowLocal) { rig in
                var form = Pictures.form()
                form.add("webhook", Array(#"{"url": "http://127.0.0.1:\#(port)/hook"}"#.utf8))
                let id = try #require(try await rig.client.post("/v1/fusions", form: form).json["id"]?.string)
                name.change { $0 = id }
                try await rig.succeed(try await rig.claim(), with: Pictures.png())
                let task = try #require(TaskID(id))
                try await until { try await rig.queue.deliveries(of: task).count == 1 }
                await Archivist(rig.parts).catchUp()
            }
            // Half an hour later the queue has forgotten the task; what was kept of it stands in the store.
            let database = try DatabaseQueue(path: folder + "/queue/queue.sqlite")
            try await database.write { try $0.execute(sql: "DELETE FROM task") }
            try database.close()
            try await GatewayRig.with(folder: folder, configure: Self.allowLocal) { rig in
                let path = "/v1/fusions/\(name.value)"
                let again = try await rig.client.post("\(path)/deliveries/1/redeliver")
                #expect(again.json["number"] == .number("2"))
                #expect(again.json["delivered"] == .boolean(true))
                #expect(received.value.count == 2)
                #expect(Set(received.value.map(\.identifier)).count == 1)
                let log = try await rig.client.get("\(path)/deliveries").json["items"]?.elements ?? []
                #expect(log.map { $0["status"] } == [.number("410"), .number("200")])
                #expect(try await rig.client.delete(path).status == 204)
                #expect(try await rig.queue.deliveries(of: try #require(TaskID(name.value))).isEmpty)
            }
        }
    }

    @Test
    func `a post that outlasts its task's erasure leaves nothing in the log`() async throws {
        try await GatewayRig.with { rig in
            let task = try #require(TaskID("forgotten"))
            try await rig.store.erase(ObjectID(tenant: "default", name: "forgotten"))
            let message = WebhookMessage(
                identifier: "m",
                task: task,
                event: "canceled",
                url: try RemoteURL("https://a.org/"),
                body: []
            )
            let attempt = WebhookAttempt(at: rig.parts.now, status: 200, failure: nil, retryAfterSeconds: nil)
            _ = try await DeliveryLog(parts: rig.parts).note(attempt, of: message, tenant: "default")
            #expect(try await rig.queue.deliveries(of: task).isEmpty)
        }
    }

    @Test
    func `tell of those ends alone that were asked for`() async throws {
        let received = Shared<[Received]>([])
        try await withReceiver(received, statuses: []) { port in
            try await GatewayRig.with(configure: Self.allowLocal) { rig in
                for events in [#"["failed"]"#, #"["succeeded"]"#] {
                    var form = Pictures.form()
                    let text = #"{"url": "http://127.0.0.1:\#(port)/", "events": \#(events)}"#
                    form.add("webhook", Array(text.utf8))
                    #expect(try await rig.client.post("/v1/fusions", form: form).status == 202)
                    try await rig.succeed(try await rig.claim(), with: Pictures.png())
                }
                try await until { received.value.count == 1 }
                #expect(try await rig.queue.takeOutbox(limit: 10).filter { $0.kind == .webhook }.isEmpty)
            }
        }
    }

    @Test
    func `go to no address of the machine or its network unless that is allowed`() async throws {
        try await GatewayRig.with { rig in
            var form = Pictures.form()
            form.add("webhook", Array(#"{"url": "https://a.org/", "result_url": "https://10.0.0.1/"}"#.utf8))
            #expect(try await rig.client.post("/v1/fusions", form: form).code == "invalid_options")
            for url in [
                "https://localhost/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/", "http://a.org/",
            ] {
                var form = Pictures.form()
                form.add("webhook", Array(#"{"url": "\#(url)"}"#.utf8))
                let answer = try await rig.client.post("/v1/fusions", form: form)
                #expect(answer.code == "invalid_options", "\(url)")
            }
            // A name may lead to such an address, which is found out when it is looked up.
            let message = WebhookMessage(
                identifier: "m",
                task: try #require(TaskID("t")),
                event: "failed",
                url: try RemoteURL("https://127.0.0.1/", policy: Self.loopback),
                body: []
            )
            let attempt = await WebhookSender(parts: rig.parts).post(message)
            #expect(attempt.status == nil)
            #expect(attempt.failure?.contains("not posted to") == true)
        }
    }

    static let loopback = AddressPolicy(exceptions: AddressBlock("127.0.0.0/8").map { [$0] } ?? [])

    struct Received: Sendable {
        let method: String
        let identifier: String
        let timestamp: String
        let signature: String
        let body: [UInt8]
    }

    static func allowLocal(_ configuration: inout GatewayConfiguration) {
        configuration.policy.webhookAddresses = loopback
        configuration.policy.mayPostInPlainText = true
    }

    /// A receiver on a free port that answers with these statuses, then with 200.
    private func withReceiver(
        _ received: Shared<[Received]>,
        statuses: [Int],
        _ work: @Sendable @escaping (Int) async throws -> Void
    ) async throws {
        let (ports, heard) = AsyncStream<Int>.makeStream()
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            func field(_ name: String) -> String {
                request.headers.first { $0.name.rawName.lowercased() == name }?.value ?? ""
            }
            let message = Received(
                method: request.method.rawValue,
                identifier: field("webhook-id"),
                timestamp: field("webhook-timestamp"),
                signature: field("webhook-signature"),
                body: Array(buffer: body)
            )
            received.change { $0.append(message) }
            let place = received.value.count - 1
            return Response(status: .init(code: place < statuses.count ? statuses[place] : 200))
        }
        let server = Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { heard.yield($0.localAddress?.port ?? 0) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            try await work(port)
            group.cancelAll()
        }
    }

    /// Yields until something is so; the suite's time limit ends a wait in vain.
    private func until(_ isSo: @Sendable () async throws -> Bool) async throws {
        while try await !isSo() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
