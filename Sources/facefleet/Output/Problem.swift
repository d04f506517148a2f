// SPDX-License-Identifier: Apache-2.0

import FaceFusion

/// One failure as it is told to the caller: a line on standard error or a JSON object.
struct Problem: Error, Hashable, Sendable {
    /// The public name of the failure.
    var code: ProblemCode
    /// One sentence without a full stop, in lower case.
    var detail: String
    /// The file or option that is to blame.
    var file: String?
    /// The picture to blame.
    var image: ImageRole?
    /// What was measured, with its unit, where a limit was passed.
    var measured: String?
    /// The limit that was passed, with its unit.
    var limit: String?
    /// What to do about it.
    var hint: String?

    /// A failure; `measured` and `limit` go together.
    init(_ code: ProblemCode, _ detail: String, file: String? = nil, image: ImageRole? = nil, hint: String? = nil) {
        self.code = code
        self.detail = detail
        self.file = file
        self.image = image
        self.hint = hint
    }

    /// The failure on one line, as standard error shows it.
    var line: String {
        var parts = ["facefleet", code.rawValue]
        if let file { parts.append(file) }
        if let measured, let limit {
            parts.append("\(measured), limit \(limit)")
        } else {
            parts.append(detail)
        }
        let text = parts.joined(separator: ": ")
        return onOneLine(hint.map { "\(text); \($0)" } ?? text)
    }

    /// The failure as an object; members that say nothing are left out.
    var json: JSONValue {
        let members: [(String, String?)] = [
            ("code", code.rawValue), ("detail", detail), ("file", file), ("image", image?.rawValue),
            ("measured", measured), ("limit", limit), ("hint", hint),
        ]
        return .object(members.compactMap { name, value in value.map { (name, .string($0)) } })
    }
}

/// The text with control characters, which a file name may hold, replaced: a line stays a line, and a terminal is not
/// sent commands.
func onOneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
}
