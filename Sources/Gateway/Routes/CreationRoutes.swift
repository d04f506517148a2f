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
        let outcome = try await accept(call)
        let prefer = PreferHeader(call.field(.prefer))
        if let seconds = prefer.waitSeconds, seconds > 0 {
            return try await waited(for: outcome.id, seconds, wanted, prefer, call)
        }
        return try await created(outcome.id, prefer, call)
    }

    /// Accepts a fusion and answers with its name alone.
    static func createShort(_ call: Call) async throws -> Response {
        let outcome = try await accept(call)
        let fields: HTTPFields = [.location: "/v1/fusions/\(outcome.id)"]
        let json = JSONValue.object(["task_id": .string(outcome.id.rawValue)])
        return .json(json.canonicalBytes, status: .accepted, fields)
    }

    private static func accept(_ call: Call) async throws -> Acceptance.Outcome {
        try await call.takeTurn()
        let key = try call.field(.idempotencyKey).map { field throws(Problem) in try IdempotencyKey(field) }
        let share = ByteShare(of: call.parts.uploads)
        let contentType = call.field(.contentType).flatMap(ContentTypeHeader.init)
        let received =
            if contentType?.isType("application/json") == true {
                try await CreationDocument.receive(call.request, tenant: call.tenant, parts: call.parts, share: share)
            } else {
                try await CreationForm.receive(call.request, parts: call.parts, share: share)
            }
        return try await Acceptance(parts: call.parts, tenant: call.tenant)
            .accept(.fusion(received.request), inputs: received.inputs, key: key)
    }

    private static func created(_ id: TaskID, _ prefer: PreferHeader, _ call: Call) async throws -> Response {
        let lookup = TaskLookup(parts: call.parts)
        let json = try await lookup.json(try await lookup.find(id, of: call.tenant))
        var fields: HTTPFields = [.location: "/v1/fusions/\(id)"]
        fields[.preferenceApplied] = prefer.applied
        return .json(json, status: .accepted, fields)
    }

    private static func waited(
        for id: TaskID,
        _ seconds: Int,
        _ accept: AcceptHeader,
        _ prefer: PreferHeader,
        _ call: Call
    ) async throws -> Response {
        try await call.cancelable { try await TaskWaiting(parts: call.parts).end(of: id, within: seconds) }
        let lookup = TaskLookup(parts: call.parts)
        let found = try await lookup.find(id, of: call.tenant)
        guard found.status.isTerminal else { return try await created(id, prefer, call) }
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
