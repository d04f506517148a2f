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
        let items = try await DeliveryLog(parts: call.parts).deliveries(of: id).map(\.json)
        return .json(.object(["items": .array(items)]))
    }

    /// Posts one again now, or puts the result again.
    static func redeliver(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        let lookup = TaskLookup(parts: call.parts)
        let log = DeliveryLog(parts: call.parts)
        let found = try await lookup.find(id, of: call.tenant)
        guard let number = call.parameters["n"].flatMap(Int.init),
            let delivery = try await log.deliveries(of: id).first(where: { $0.number == number })
        else { throw Problem(.notFound, "there is no delivery of this number") }
        if delivery.event == ResultDelivery.event {
            return try await putAgain(id, to: try delivery.url, log, call)
        }
        let message = try WebhookMessage(
            try await lookup.json(found),
            of: id,
            status: found.status,
            to: try delivery.url,
            at: call.parts.now
        )
        let attempt = await WebhookSender(parts: call.parts).post(message)
        return .json(try await log.note(attempt, of: message, tenant: call.tenant).json, status: .ok)
    }

    private static func putAgain(
        _ id: TaskID,
        to url: RemoteURL,
        _ log: DeliveryLog,
        _ call: Call
    ) async throws -> Response {
        let delivery = ResultDelivery(parts: call.parts, sender: WebhookSender(parts: call.parts))
        guard let attempt = try await delivery.put(id, tenant: call.tenant, to: url) else {
            throw Problem(.gone, "the result expired")
        }
        let message = ResultDelivery.message(id, to: url)
        return .json(try await log.note(attempt, of: message, tenant: call.tenant).json, status: .ok)
    }
}
