// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Queue
internal import Storage

/// Batches: one or more persons into many targets.
enum BatchRoutes {
    /// Accepts a batch.
    static func create(_ call: Call) async throws -> Response {
        try await call.takeTurn()
        let key = try call.field(.idempotencyKey).map { field throws(Problem) in try IdempotencyKey(field) }
        let received = try await ReceivedRequest.receive(.batch, call)
        let children = received.children
        let request = BatchRequest(children.map(\.request), webhook: received.webhook)
        let acceptance = BatchAcceptance(parts: call.parts, tenant: call.tenant, key: key)
        let (id, isNew) = try await acceptance.accept(request, children)
        // A request that is refused, or repeated under its key, counts for one.
        if isNew { await call.charge(children.count - 1) }
        let json = try await BatchLookup(parts: call.parts).json(of: id, accepted: request, tenant: call.tenant)
        return .json(json, status: .accepted, [.location: "/v1/batches/\(id)"])
    }

    /// The batch; with `?wait=N`, once it has ended or the time has passed.
    static func get(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        let lookup = BatchLookup(parts: call.parts)
        var batch = try await lookup.find(id, of: call.tenant)
        if let seconds = try call.waitSeconds(), seconds > 0, !batch.status.isTerminal {
            try await call.cancelable { try await TaskWaiting(parts: call.parts).end(of: id, within: seconds) }
            batch = try await lookup.find(id, of: call.tenant)
        }
        return .tagged(batch.json, for: call)
    }

    /// Some of its targets, also before its end.
    static func items(_ call: Call) async throws -> Response {
        let batch = try await BatchLookup(parts: call.parts).find(try call.taskID(), of: call.tenant)
        var errors: [FieldError] = []
        let offset = number("offset", 0, in: 0...BatchRequest.targetCountMax, call, &errors)
        let limit = number("limit", pageMax, in: 1...pageMax, call, &errors)
        guard errors.isEmpty else { throw Problem(invalidOptions: errors) }
        let range = min(offset, batch.count)..<min(offset + limit, batch.count)
        let items = try await BatchWork(parts: call.parts, tenant: call.tenant).items(of: batch.id, range)
        let next: JSONValue = range.upperBound < batch.count ? .number(String(range.upperBound)) : .null
        return .json(.object(["items": .array(items), "next_offset": next]))
    }

    /// How every target ended.
    static func summary(_ call: Call) async throws -> Response {
        let batch = try await BatchLookup(parts: call.parts).find(try call.taskID(), of: call.tenant)
        guard batch.status.isTerminal else { throw Problem(.notReady, "the batch has not ended") }
        guard batch.status == .succeeded else { throw Problem(.gone, "the batch was canceled") }
        let object = ObjectID(tenant: call.tenant, name: batch.id.rawValue)
        do throws(StorageError) {
            return .json(try await call.parts.store.result(object, range: nil).bytes())
        } catch {
            throw error.code == .notFound ? Problem(.gone, "the summary expired") : error
        }
    }

    /// Takes back every target that has not ended, and so the whole.
    static func cancel(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        let lookup = BatchLookup(parts: call.parts)
        let batch = try await lookup.find(id, of: call.tenant)
        // Of a canceled one some targets may be left, when something failed on the way.
        guard !batch.status.isTerminal || batch.status == .canceled else {
            throw Problem(.alreadyTerminal, "the batch has ended: \(batch.status.rawValue)")
        }
        if !batch.status.isTerminal { _ = try await call.parts.queue.cancel(id) }
        try await BatchWork(parts: call.parts, tenant: call.tenant).cancel(id, count: batch.count)
        return .json(try await lookup.find(id, of: call.tenant).json)
    }

    /// Erases every target and the whole.
    static func erase(_ call: Call) async throws -> Response {
        let batch = try await BatchLookup(parts: call.parts).find(try call.taskID(), of: call.tenant)
        try await BatchWork(parts: call.parts, tenant: call.tenant).erase(batch.id, count: batch.count)
        try await TaskErasure(parts: call.parts, tenant: call.tenant).erase(batch.id)
        return .empty(.noContent)
    }

    private static func number(
        _ name: String,
        _ standard: Int,
        in range: ClosedRange<Int>,
        _ call: Call,
        _ errors: inout [FieldError]
    ) -> Int {
        guard let text = call.query(name) else { return standard }
        if let number = Int(text), range.contains(number) { return number }
        let limit = "\(range.lowerBound) to \(range.upperBound)"
        errors.append(FieldError(name, "out of range", measured: text, limit: limit))
        return standard
    }

    private static let pageMax = 100
}
