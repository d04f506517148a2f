// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import Queue

/// Tasks that failed for good and can be run again.
enum DeadLetterRoutes {
    /// A page of them, newest first.
    static func list(_ call: Call) async throws -> Response {
        var query = TaskQuery()
        query.deadLettersOnly = true
        query.limit = FusionPage.countMax
        if let text = call.query("cursor") {
            guard let cursor = Int(text), cursor >= 0 else {
                throw Problem(.malformedRequest, "cursor is malformed")
            }
            query.cursor = cursor
        }
        let page = try await call.parts.queue.list(query)
        let items = try page.tasks.map { try row($0, call.parts) }
        let next = page.next.map { JSONValue.string(String($0)) } ?? .null
        return .json(.object(["items": .array(items), "next_cursor": next]))
    }

    /// Runs one again, as a new task that names it.
    static func replay(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        let newID = try await Replay(parts: call.parts).run(id)
        guard let record = try await call.parts.queue.record(of: newID) else {
            throw Problem(.notFound, "there is no task of this name")
        }
        let json = try await TaskPresenter(parts: call.parts).view(of: record).json
        return .json(json, status: .accepted, [.location: "/v1/fusions/\(newID)"])
    }

    private static func row(_ record: TaskRecord, _ parts: GatewayParts) throws -> JSONValue {
        let error = TaskPresenter.error(of: record, try TaskPresenter(parts: parts).report(of: record))
        return .object([
            "id": .string(record.task.id.rawValue), "priority": .string(record.task.priority.name),
            "created_at": .string(Timestamp(record.task.created).rfc3339),
            "failed_at": record.ended.map { .string(Timestamp($0).rfc3339) } ?? .null,
            "attempts": .number(String(record.state.attempts)),
            "deliveries": .number(String(record.state.deliveries)),
            "error": try error.map { try JSONValue(parsing: $0.json.span) } ?? .null,
        ])
    }
}
