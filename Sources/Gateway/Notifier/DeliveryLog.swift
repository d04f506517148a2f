// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue

/// One attempt as it is listed: the members of its JSON, without the body, which can be made again from the task.
struct Delivery: Hashable, Sendable {
    /// Counted from 1 within its task.
    let number: Int
    /// What was told of; ``ResultDelivery/event`` where the result itself was put.
    let event: String
    /// Whether the receiver took it.
    let isDelivered: Bool
    private let address: String
    private let members: [String: JSONValue]

    /// An attempt from its record.
    ///
    /// - Throws: `internal` when the record is none that ``content(of:_:)`` made.
    init(_ record: DeliveryRecord) throws(Problem) {
        guard case .object(let members)? = try? JSONValue(parsing: record.content.span),
            case .string(let address)? = members["url"]
        else { throw Problem(.internalFault, "the record of a delivery cannot be read") }
        number = record.number
        event = members["event"]?.text ?? ""
        isDelivered = members["delivered"] == .boolean(true)
        self.address = address
        self.members = members
    }

    /// What is written down of an attempt.
    static func content(of message: WebhookMessage, _ attempt: WebhookAttempt) -> [UInt8] {
        JSONValue.object([
            "webhook_id": .string(message.identifier), "event": .string(message.event),
            "url": .string(message.url.text), "at": .string(attempt.at.rfc3339),
            "delivered": .boolean(attempt.isDelivered),
            "status": attempt.status.map { .number(String($0)) } ?? .null,
            "failure": attempt.failure.map(JSONValue.string) ?? .null,
        ]).canonicalBytes
    }

    /// Where it was posted to.
    ///
    /// - Throws: Never for a record that was made from an accepted address.
    var url: RemoteURL {
        get throws(RemoteURLError) { try RemoteURL(recorded: address) }
    }

    var json: JSONValue { .object(members.merging(["number": .number(String(number))]) { $1 }) }
}

/// The attempts that were made, kept by the queue.
struct DeliveryLog {
    let parts: GatewayParts

    /// Writes an attempt down.
    func note(_ attempt: WebhookAttempt, of message: WebhookMessage, tenant: String) async throws -> Delivery {
        let content = Delivery.content(of: message, attempt)
        let record = try await parts.queue.noteDelivery(content, of: message.task)
        try await forgetIfErased(message.task, tenant)
        return try Delivery(record)
    }

    /// A task's attempts, the first one first.
    func deliveries(of task: TaskID) async throws -> [Delivery] {
        try await parts.queue.deliveries(of: task).map(Delivery.init)
    }

    /// The queue keeps nothing of an erased task as long as it knows it; a post may have taken longer than that.
    private func forgetIfErased(_ task: TaskID, _ tenant: String) async throws {
        do {
            _ = try await TaskLookup(parts: parts).findIfAny(task, of: tenant)
        } catch let problem as Problem where problem.code == .gone {
            try await parts.queue.forgetDeliveries(of: task)
        }
    }
}

extension JSONValue {
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
}
