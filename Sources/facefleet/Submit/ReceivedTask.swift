// SPDX-License-Identifier: Apache-2.0

import FaceFusion
internal import FusionAPI

/// A task as the service tells it.
struct ReceivedTask: Sendable {
    /// The whole of it.
    let json: [UInt8]
    private let value: FusionAPI.JSONValue

    /// Reads a task.
    ///
    /// - Throws: `service_failed` when it is none.
    init(_ json: [UInt8]) throws(Problem) {
        guard let value = try? FusionAPI.JSONValue(parsing: json.span), value["id"]?.text != nil,
            value["status"]?.text != nil
        else { throw Problem(.serviceFailed, "the service answered with something else than a task") }
        self.json = json
        self.value = value
    }

    /// Its name.
    var id: String { value["id"]?.text ?? "" }
    /// Where it is in its life.
    var status: FusionStatus? { value["status"]?.text.flatMap(FusionStatus.init) }
    /// Whether it has ended.
    var hasEnded: Bool { status?.isTerminal ?? false }
    /// What is being done, and how much of all is done, 0 to 1.
    var progress: (stage: String, fraction: Double)? {
        guard let progress = value["progress"], let stage = progress["stage"]?.text else { return nil }
        return (stage, progress["fraction"]?.number ?? 0)
    }
    /// How many tasks are before it.
    var position: Int? { value["queue"]?["position_estimate"]?.number.map { Int($0) } }
    /// Why there is no result.
    var problem: Problem? {
        if let error = value["error"], error["code"] != nil { return Problem(ofService: error) }
        guard hasEnded, status != .succeeded else { return nil }
        return Problem(.serviceFailed, "the task has no result: it is \(status?.rawValue ?? "unknown")")
    }
}

extension Problem {
    /// What the service said, under the name that this program knows, else under `service_failed`.
    init(ofService value: FusionAPI.JSONValue) {
        let code = value["code"]?.text ?? ""
        let detail = value["detail"]?.text ?? "the service said nothing more"
        // Here `not_found` is a file; what the service does not find is a task.
        if let known = ProblemCode(rawValue: code), known != .notFound {
            self.init(known, detail)
        } else {
            self.init(.serviceFailed, code.isEmpty ? detail : "\(code): \(detail)")
        }
        image = value["image"]?.text.flatMap(ImageRole.init)
        if let found = value["measured"]?.text, let most = value["limit"]?.text { (measured, limit) = (found, most) }
    }
}

extension FusionAPI.JSONValue {
    /// A member; `nil` where there is none or it is null.
    subscript(name: String) -> FusionAPI.JSONValue? {
        guard case .object(let members) = self, let value = members[name], value != .null else { return nil }
        return value
    }

    /// A string's text.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A number's value.
    var number: Double? {
        guard case .number(let text) = self else { return nil }
        return Double(text)
    }
}
