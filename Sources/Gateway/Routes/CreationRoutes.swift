// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import Queue

/// `POST /v1/fusions` and its short form.
enum CreationRoutes {
    /// Accepts a fusion and answers with the task, or with the finished one when the client waits for it.
    static func create(_ call: Call) async throws -> Response {
        let wanted = AcceptHeader(call.field(.accept))
        let accepted = try await accept(call)
        let prefer = PreferHeader(call.field(.prefer))
        if let seconds = prefer.waitSeconds, seconds > 0 {
            return try await waited(for: accepted, seconds, wanted, prefer, call)
        }
        return try await created(accepted, prefer, call)
    }

    /// Accepts a fusion and answers with its name alone.
    static func createShort(_ call: Call) async throws -> Response {
        let id = try await accept(call).id
        let fields: HTTPFields = [.location: "/v1/fusions/\(id)"]
        let json = JSONValue.object(["task_id": .string(id.rawValue)])
        return .json(json.canonicalBytes, status: .accepted, fields)
    }

    /// A fusion that was just accepted.
    private struct Accepted {
        let id: TaskID
        let request: FusionRequest
    }

    private static func accept(_ call: Call) async throws -> Accepted {
        try await call.takeTurn()
        let key = try call.field(.idempotencyKey).map { field throws(Problem) in try IdempotencyKey(field) }
        let fusion = try await ReceivedRequest.receive(.fusion, call).fusion
        let request = fusion.request
        let outcome = try await Acceptance(parts: call.parts, tenant: call.tenant)
            .accept(.fusion(request), inputs: fusion.inputs, key: key)
        return Accepted(id: outcome.id, request: request)
    }

    private static func created(_ accepted: Accepted, _ prefer: PreferHeader, _ call: Call) async throws -> Response {
        let (id, lookup) = (accepted.id, TaskLookup(parts: call.parts))
        let json: [UInt8]
        if let found = try await lookup.findIfAny(id, of: call.tenant) {
            json = try await lookup.json(found)
        } else {
            // The queue has lost it meanwhile; its record, from which it will be put back, is what was promised.
            let options = accepted.request.options
            var view = TaskView(id: id.rawValue, priority: options.priority, createdAt: call.parts.now)
            view.metadata = options.metadata
            json = view.json
        }
        var fields: HTTPFields = [.location: "/v1/fusions/\(id)"]
        fields[.preferenceApplied] = prefer.applied
        return .json(json, status: .accepted, fields)
    }

    private static func waited(
        for accepted: Accepted,
        _ seconds: Int,
        _ accept: AcceptHeader,
        _ prefer: PreferHeader,
        _ call: Call
    ) async throws -> Response {
        let (id, lookup) = (accepted.id, TaskLookup(parts: call.parts))
        try await call.cancelable { try await TaskWaiting(parts: call.parts).end(of: id, within: seconds) }
        guard let found = try await lookup.findIfAny(id, of: call.tenant), found.status.isTerminal else {
            return try await created(accepted, prefer, call)
        }
        if accept.prefersImage() {
            var response = try await ResultRoutes.result(of: id, call)
            response.headers[.location] = "/v1/fusions/\(id)"
            response.headers[.preferenceApplied] = prefer.applied
            return response
        }
        var fields: HTTPFields = [.location: "/v1/fusions/\(id)"]
        fields[.preferenceApplied] = prefer.applied
        return .json(try await lookup.json(found), fields)
    }
}
