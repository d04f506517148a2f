// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import Queue
internal import Storage

/// The faces of one picture, so that `index` and `map` are no guesswork.
enum DetectionRoutes {
    /// Takes a picture and answers with its faces, or with the search's address when it takes too long.
    static func create(_ call: Call) async throws -> Response {
        try await call.takeTurn()
        let share = ByteShare(of: call.parts.uploads)
        let form = try await SingleImageForm.receive(call.request, parts: call.parts, share: share)
        let request = TaskRequest.detection(DetectionRequest(image: form.image.stored, order: form.order))
        let input = AcceptInput(role: .target, origin: .content(form.image.content))
        let outcome = try await Acceptance(parts: call.parts, tenant: call.tenant)
            .accept(request, inputs: [input], key: nil)
        let prefer = PreferHeader(call.field(.prefer))
        let seconds =
            prefer.waitSeconds ?? (prefer.respondsAsynchronously ? 0 : call.parts.configuration.detectionWaitSeconds)
        if seconds > 0 {
            try await call.cancelable {
                try await TaskWaiting(parts: call.parts).end(of: outcome.id, within: seconds)
            }
        }
        return try await answer(outcome.id, call, isCreation: true)
    }

    /// The search; with `?wait=N`, once it has ended or the time has passed.
    static func get(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        let seconds = try call.waitSeconds() ?? 0
        if try await !record(of: id, call).state.status.isTerminal, seconds > 0 {
            try await call.cancelable { try await TaskWaiting(parts: call.parts).end(of: id, within: seconds) }
        }
        return try await answer(id, call, isCreation: false)
    }

    private static func answer(_ id: TaskID, _ call: Call, isCreation: Bool) async throws -> Response {
        var view = DetectionView(id: id.rawValue, status: .queued, faces: [], error: nil)
        if let record = try await recordIfAny(of: id, call) {
            view = try TaskPresenter(parts: call.parts).detection(of: record)
        } else if !isCreation {
            throw missing
        }
        if isCreation, let error = view.error { throw error }
        let fields: HTTPFields = isCreation ? [.location: "/v1/detections/\(id)"] : [:]
        return .json(view.json, status: isCreation && !view.status.isTerminal ? .accepted : .ok, fields)
    }

    /// The tenant's search of this name.
    private static func record(of id: TaskID, _ call: Call) async throws -> TaskRecord {
        guard let record = try await recordIfAny(of: id, call) else { throw missing }
        return record
    }

    private static func recordIfAny(of id: TaskID, _ call: Call) async throws -> TaskRecord? {
        guard let record = try await call.parts.queue.record(of: id), record.task.tenant.rawValue == call.tenant,
            record.task.kind == .detection
        else { return nil }
        if record.state.isErased { throw Problem(.gone, "the search was erased, or forgotten after it had ended") }
        return record
    }

    private static let missing = Problem(.notFound, "there is no search of this name, or it was forgotten")
}
