// SPDX-License-Identifier: Apache-2.0

/// JSON objects whose members are strings (RFC 8259).
enum JSONText {
    /// Objects and arrays inside each other, the outermost included.
    private static let depthMax = 16

    /// An object on one line, in the members' order.
    static func object(_ members: [(name: String, value: String)]) -> String {
        "{" + members.map { quoted($0.name) + ":" + quoted($0.value) }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The members of an object that are strings, numbers or words, as text; nested ones are checked and passed over.
    ///
    /// - Throws: `metadata_malformed`.
    static func members(of text: String) throws(ProvenanceError) -> [String: String] {
        var scanner = Scanner(text)
        let members = try scanner.object(depth: 1)
        scanner.skipSpace()
        guard scanner.isAtEnd else { throw malformed("something follows it") }
        return members
    }

    private static func malformed(_ reason: String) -> ProvenanceError {
        ProvenanceError(.metadataMalformed, "the label's JSON cannot be read: \(reason)")
    }

    private struct Scanner {
        private let scalars: [Unicode.Scalar]
        private var place = 0

        init(_ text: String) { scalars = Array(text.unicodeScalars) }

        var isAtEnd: Bool { place == scalars.count }

        mutating func skipSpace() {
            while place < scalars.count, [" ", "\t", "\n", "\r"].contains(scalars[place]) { place += 1 }
        }

        private mutating func next() throws(ProvenanceError) -> Unicode.Scalar {
            guard place < scalars.count else { throw malformed("it ends too early") }
            place += 1
            return scalars[place - 1]
        }

        /// Passes over one character, if it is next.
        private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            skipSpace()
            guard place < scalars.count, scalars[place] == scalar else { return false }
            place += 1
            return true
        }

        private mutating func expect(_ scalar: Unicode.Scalar) throws(ProvenanceError) {
            guard take(scalar) else { throw malformed("'\(scalar)' is missing") }
        }

        mutating func object(depth: Int) throws(ProvenanceError) -> [String: String] {
            guard depth <= depthMax else { throw malformed("it is nested too deeply") }
            try expect("{")
            var members: [String: String] = [:]
            if take("}") { return members }
            var names: Set<String> = []
            repeat {
                try expect("\"")
                let name = try string()
                guard names.insert(name).inserted else { throw malformed("it has a member twice") }
                try expect(":")
                members[name] = try value(depth: depth)
            } while take(",")
            try expect("}")
            return members
        }

        /// A value as text; `nil` for what is nested.
        private mutating func value(depth: Int) throws(ProvenanceError) -> String? {
            if take("\"") { return try string() }
            guard place < scalars.count else { throw malformed("it ends too early") }
            switch scalars[place] {
            case "{":
                _ = try object(depth: depth + 1)
                return nil
            case "[":
                try array(depth: depth + 1)
                return nil
            default: return try word()
            }
        }

        private mutating func array(depth: Int) throws(ProvenanceError) {
            guard depth <= depthMax else { throw malformed("it is nested too deeply") }
            try expect("[")
            if take("]") { return }
            repeat { _ = try value(depth: depth) } while take(",")
            try expect("]")
        }

        /// A number, `true`, `false` or `null`.
        private mutating func word() throws(ProvenanceError) -> String {
            let start = place
            let isPart = { (scalar: Unicode.Scalar) in
                scalar.isASCII && (scalar.properties.isAlphabetic || "+-.0123456789".unicodeScalars.contains(scalar))
            }
            while place < scalars.count, isPart(scalars[place]) { place += 1 }
            let text = String(String.UnicodeScalarView(scalars[start..<place]))
            guard ["true", "false", "null"].contains(text) || Double(text) != nil else {
                throw malformed("a value is missing")
            }
            return text
        }

        /// A string whose opening quotation mark was read.
        private mutating func string() throws(ProvenanceError) -> String {
            var text = String.UnicodeScalarView()
            while true {
                let scalar = try next()
                switch scalar {
                case "\"": return String(text)
                case "\\": text.append(try escape())
                case _ where scalar.value < 0x20: throw malformed("a string holds a control character")
                default: text.append(scalar)
                }
            }
        }

        private mutating func escape() throws(ProvenanceError) -> Unicode.Scalar {
            let plain: [Unicode.Scalar: Unicode.Scalar] = [
                "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
            ]
            let scalar = try next()
            if let meant = plain[scalar] { return meant }
            guard scalar == "u" else { throw malformed("an unknown escape") }
            var value = try hexadecimal()
            if (0xD800..<0xDC00).contains(value) {
                guard try next() == "\\", try next() == "u" else { throw malformed("half a surrogate pair") }
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw malformed("half a surrogate pair") }
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let decoded = Unicode.Scalar(value) else { throw malformed("half a surrogate pair") }
            return decoded
        }

        private mutating func hexadecimal() throws(ProvenanceError) -> UInt32 {
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard let digit = Character(try next()).hexDigitValue else { throw malformed("an unknown escape") }
                value = value << 4 | UInt32(digit)
            }
            return value
        }
    }
}
