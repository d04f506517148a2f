// SPDX-License-Identifier: Apache-2.0

/// A JSON value whose members keep their order.
///
/// Written here because an encoder that keeps the order of members would be the only reason to load Foundation, which
/// alone costs a tenth of a cold start.
indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    /// A number with a few decimals, enough for pixels and milliseconds.
    static func rounded(_ value: Double, decimals: Int) -> JSONValue {
        var factor = 1.0
        for _ in 0..<decimals { factor *= 10 }
        return .number((value * factor).rounded() / factor)
    }

    /// The value on indented lines, members in their order.
    var text: String {
        var text = ""
        write(to: &text, indent: "")
        return text
    }

    private func write(to text: inout String, indent: String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += Self.literal(value)
        case .string(let value): Self.writeQuoted(value, to: &text)
        case .array(let values):
            let flat = values.allSatisfy(\.isScalar)
            Self.writeList(values.map { ("", $0) }, in: ("[", "]"), flat: flat, to: &text, indent: indent)
        case .object(let members):
            Self.writeList(members, in: ("{", "}"), flat: members.isEmpty, to: &text, indent: indent)
        }
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }

    /// JSON knows no infinity, and whole numbers read better without ".0".
    private static func literal(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        return value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : "\(value)"
    }

    private static func writeList(
        _ members: [(String, JSONValue)],
        in brackets: (String, String),
        flat: Bool,
        to text: inout String,
        indent: String
    ) {
        let inner = indent + "  "
        text += brackets.0
        for (index, member) in members.enumerated() {
            text += flat ? (index > 0 ? ", " : "") : (index > 0 ? ",\n" : "\n") + inner
            if brackets.0 == "{" {
                writeQuoted(member.0, to: &text)
                text += ": "
            }
            member.1.write(to: &text, indent: inner)
        }
        text += flat ? brackets.1 : "\n" + indent + brackets.1
    }

    /// RFC 8259, section 7: quotes, backslashes and control characters are escaped.
    private static func writeQuoted(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
