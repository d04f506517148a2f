// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Hummingbird
internal import Queue

/// What was posted to a task's webhook.
enum DeliveryRoutes {
    /// Every attempt, the first one first.
    static func list(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        _ = try await TaskLookup(parts: call.parts).find(id, of: call.tenant)
        let items = call.parts.deliveries.deliveries(of: id).map(\.json)
        return .json(.object(["items": .array(items)]))
    }

    /// Posts one again now.
    static func redeliver(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        _ = try await TaskLookup(parts: call.parts).find(id, of: call.tenant)
        guard let number = call.parameters["n"].flatMap(Int.init),
            let delivery = call.parts.deliveries.deliveries(of: id).first(where: { $0.number == number })
        else { throw Problem(.notFound, "there is no delivery of this number") }
        let sender = WebhookSender(parts: call.parts)
        let attempt = await sender.post(delivery.message)
        let again = call.parts.deliveries.note(attempt, of: delivery.message)
        return .json(again.json, status: .ok)
    }
}
