// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import Queue

/// One task: how it stands, canceling it, erasing it.
enum TaskRoutes {
    /// The task; with `?wait=N`, once it has ended or the time has passed.
    static func get(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        let lookup = TaskLookup(parts: call.parts)
        var found = try await lookup.find(id, of: call.tenant)
        if let seconds = try call.waitSeconds(), seconds > 0, !found.status.isTerminal {
            try await call.cancelable { try await TaskWaiting(parts: call.parts).end(of: id, within: seconds) }
            found = try await lookup.find(id, of: call.tenant)
        }
        guard AcceptHeader(call.field(.accept)).choice(of: ["application/json"]) != nil else {
            throw Problem(.notAcceptable, "a task is told as JSON", limit: "application/json")
        }
        return .tagged(try await lookup.json(found), for: call)
    }

    /// Takes a task back.
    static func cancel(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        let lookup = TaskLookup(parts: call.parts)
        let found = try await lookup.find(id, of: call.tenant)
        guard !found.status.isTerminal else {
            throw Problem(.alreadyTerminal, "the task has ended: \(found.status.rawValue)")
        }
        let result = try await call.parts.queue.cancel(id)
        let json = try await lookup.json(try await lookup.find(id, of: call.tenant))
        return .json(json, status: result == .canceled ? .ok : .accepted)
    }

    /// Cancels a task where it has not ended, and erases pictures, result and what is remembered of them.
    static func erase(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        _ = try await TaskLookup(parts: call.parts).find(id, of: call.tenant)
        try await TaskErasure(parts: call.parts, tenant: call.tenant).erase(id)
        return .empty(.noContent)
    }
}
