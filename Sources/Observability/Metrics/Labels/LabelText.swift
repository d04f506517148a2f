// SPDX-License-Identifier: Apache-2.0

/// Labels as they stand between the braces of a sample, escaped once for all.
public struct LabelText: Sendable, Hashable {
    let text: String

    /// No labels.
    public static let none = LabelText([])

    /// Labels in their order.
    ///
    /// - Parameter pairs: Names of ASCII letters, digits and `_`, not beginning with a digit, and any values.
    public init(_ pairs: [(name: String, value: String)]) {
        let texts = pairs.map { name, value in
            precondition(Self.isName(name), "\(name) is no label's name")
            return "\(name)=\"\(Self.escaped(value))\""
        }
        text = texts.joined(separator: ",")
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    /// Backslash, quote and line feed, as the text format wants it.
    private static func escaped(_ value: String) -> String {
        var output: [UInt8] = []
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\n"): output += "\\n".utf8
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
