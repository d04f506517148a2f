// SPDX-License-Identifier: Apache-2.0

/// Where a text stops being JSON.
public struct JSONError: Error, Hashable, Sendable {
    /// One sentence without a full stop.
    public let message: String
    /// The byte at which it was noticed, from 0.
    public let offset: Int
}

extension JSONValue {
    /// How deep arrays and objects may stand in one another.
    public static let depthMax = 32

    /// Reads a whole text.
    ///
    /// Source: RFC 8259, without any extension; a doubled name is refused, since readers differ on which one counts.
    public init(parsing text: Span<UInt8>) throws(JSONError) {
        var parser = JSONParser(text)
        self = try parser.document()
    }
}

/// Reads JSON from left to right; every access is checked.
struct JSONParser: ~Escapable {
    private let text: Span<UInt8>
    private var place = 0

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) { self.text = text }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value(depth: 0)
        skipWhitespace()
        guard place == text.count else { throw fault("something follows the end of the JSON text") }
        return value
    }

    private func fault(_ message: String) -> JSONError { JSONError(message: message, offset: place) }

    private var next: UInt8? { place < text.count ? text[place] : nil }

    private mutating func skipWhitespace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func skip(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONValue.depthMax else {
            throw fault("arrays and objects are nested more than \(JSONValue.depthMax) deep")
        }
        skipWhitespace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case nil: throw fault("the JSON text ends too early")
        default: return .number(try number())
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in "\(word)".utf8 {
            guard next == byte else { throw fault("not a JSON value") }
            place += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        place += 1
        var members: [String: JSONValue] = [:]
        skipWhitespace()
        if skip("}") { return .object(members) }
        repeat {
            skipWhitespace()
            guard next == UInt8(ascii: "\"") else { throw fault("a name in quotes is missing") }
            let name = try string()
            skipWhitespace()
            guard skip(":") else { throw fault("a colon is missing") }
            let member = try value(depth: depth + 1)
            guard members.updateValue(member, forKey: name) == nil else { throw fault("a name comes twice") }
            skipWhitespace()
        } while skip(",")
        guard skip("}") else { throw fault("an object does not end") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        place += 1
        var elements: [JSONValue] = []
        skipWhitespace()
        if skip("]") { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipWhitespace()
        } while skip(",")
        guard skip("]") else { throw fault("an array does not end") }
        return .array(elements)
    }
}

extension JSONParser {
    /// RFC 8259, section 6.
    private mutating func number() throws(JSONError) -> String {
        let start = place
        _ = skip("-")
        if !skip("0"), !skipDigits() { throw fault("not a JSON value") }
        if skip("."), !skipDigits() { throw fault("a number has no digits after its point") }
        if skip("e") || skip("E") {
            if !skip("+") { _ = skip("-") }
            if !skipDigits() { throw fault("a number has no digits in its exponent") }
        }
        let text = try validated(start..<place)
        // What no double holds, another reader of the same text could not take.
        guard let value = Double(text), value.isFinite else { throw fault("a number is too large") }
        return text
    }

    private mutating func skipDigits() -> Bool {
        let start = place
        while next?.decimalDigit != nil { place += 1 }
        return place > start
    }

    /// RFC 8259, section 7.
    private mutating func string() throws(JSONError) -> String {
        place += 1
        var said: [UInt8] = []
        var start = place
        while true {
            while place < text.count, text[place] >= 0x20, text[place] != 0x22, text[place] != 0x5C { place += 1 }
            guard let byte = next else { throw fault("a string does not end") }
            if byte < 0x20 { throw fault("a string has a control character") }
            if byte == 0x22, said.isEmpty {
                // Nearly every string has no escapes and is taken in one piece.
                let string = try validated(start..<place)
                place += 1
                return string
            }
            append(start..<place, to: &said)
            place += 1
            if byte == 0x22 {
                guard let string = String(validating: said, as: UTF8.self) else { throw fault("not UTF-8") }
                return string
            }
            try escape(into: &said)
            start = place
        }
    }

    private mutating func escape(into said: inout [UInt8]) throws(JSONError) {
        guard let byte = next else { throw fault("a string does not end") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): said.append(byte)
        case UInt8(ascii: "b"): said.append(8)
        case UInt8(ascii: "t"): said.append(9)
        case UInt8(ascii: "n"): said.append(10)
        case UInt8(ascii: "f"): said.append(12)
        case UInt8(ascii: "r"): said.append(13)
        case UInt8(ascii: "u"): said.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw fault("an escape is unknown")
        }
    }

    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800..<0xDC00).contains(unit), skip("\\"), skip("u") else {
            throw fault("half of a surrogate pair stands alone")
        }
        let low = try hexadecimalUnit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw fault("half of a surrogate pair stands alone") }
        return scalar
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next?.hexadecimalDigit else { throw fault("an escape has not four digits") }
            unit = unit << 4 | UInt32(digit)
            place += 1
        }
        return unit
    }

    private func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + range.count)
        for index in range { bytes.append(text[index]) }
    }

    private func validated(_ range: Range<Int>) throws(JSONError) -> String {
        do {
            return String(copying: try UTF8Span(validating: text.extracting(range)))
        } catch {
            throw fault("not UTF-8")
        }
    }
}
