// SPDX-License-Identifier: Apache-2.0

import Logging
import Queue
import QueueReference
import Storage
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct `A task that is refused after its record was written` {
    @Test
    func `leaves no record behind`() async throws {
        try await GatewayRig.with(configure: { $0.waitingMax = 1 }) { rig in
            _ = try await rig.submit()
            // The gateway's own count lets one more in; the queue does not.
            let answer = try await rig.client.post("/v1/fusions", form: Pictures.form())
            #expect(answer.status == 429)
            let records = try await rig.store.acceptedRecords(after: nil, limit: 10)
            #expect(records.count == 1)
        }
    }

    @Test
    func `keeps its record where the client can repeat it and the queue did not answer`() async throws {
        let outage = ReferenceQueue(wall: WallClock { WallTime(milliseconds: 1_800_000_000_000) })
        try await GatewayRig.with(adjust: { $0.queue = outage }) { rig in
            outage.fail("cut off")
            let fields = ["Idempotency-Key": "one"]
            let refused = try await rig.client.post("/v1/fusions", form: Pictures.form(), fields: fields)
            #expect(refused.code == "queue_unavailable")
            #expect(try await rig.client.post("/v1/fusions", form: Pictures.form()).code == "queue_unavailable")
            // Of the one under a key another gateway may have told that it was accepted; nobody can repeat the other.
            #expect(try await rig.store.acceptedRecords(after: nil, limit: 10).count == 1)
            outage.fail(nil)
            let taken = try await rig.client.post("/v1/fusions", form: Pictures.form(), fields: fields)
            #expect(taken.status == 202, "\(taken.text)")
        }
    }

    @Test
    func `is told in the log where its record cannot be withdrawn: it will run at the next start`() async throws {
        let lines = Shared<[String]>([])
        try await GatewayRig.with { rig in
            var parts = rig.parts
            parts.logger = Logger(label: "test") { _ in Listener(lines: lines) }
            let object = ObjectID(tenant: "default", name: "refused")
            await parts.withdraw(object)
            #expect(lines.value.isEmpty, "there is nothing to be said of a record that is gone")
            await rig.store.close()
            await parts.withdraw(object)
            #expect(lines.value == ["a refused task's record stays in the store and will run at the next start"])
        }
    }

    private struct Listener: LogHandler {
        let lines: Shared<[String]>
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.change { $0.append("\(event.message)") } }
    }
}
