// SPDX-License-Identifier: Apache-2.0

import Logging
import Queue
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
