// SPDX-License-Identifier: Apache-2.0

/// One line of `facefleet doctor`: something the program needs or uses, and whether it is there.
struct Finding: Sendable {
    /// How it stands.
    enum State: String, Sendable {
        case ok
        /// The program works, but not with everything.
        case limited
        /// The program cannot do its work.
        case missing
    }

    let name: String
    let state: State
    /// What was found, or what is wrong.
    let detail: String
    /// How to get what is missing.
    let remedy: String?
    /// How the process ends when this is missing.
    let exitStatus: ExitStatus

    /// Something that is there.
    static func ok(_ name: String, _ detail: String) -> Finding {
        Finding(name: name, state: .ok, detail: detail, remedy: nil, exitStatus: .done)
    }

    /// Something that is not needed for everything.
    static func limited(_ name: String, _ detail: String, remedy: String) -> Finding {
        Finding(name: name, state: .limited, detail: detail, remedy: remedy, exitStatus: .done)
    }

    /// Something that is needed.
    static func missing(_ name: String, _ detail: String, remedy: String?, _ status: ExitStatus) -> Finding {
        Finding(name: name, state: .missing, detail: detail, remedy: remedy, exitStatus: status)
    }

    /// The finding on one line.
    var line: String {
        let sign = state == .ok ? "ok      " : state == .limited ? "limited " : "MISSING "
        return onOneLine("\(sign)\(name): \(detail)" + (remedy.map { "; \($0)" } ?? ""))
    }

    /// The finding as an object.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(name)), ("state", .string(state.rawValue)), ("detail", .string(detail)),
        ]
        if let remedy { members.append(("remedy", .string(remedy))) }
        return .object(members)
    }
}
