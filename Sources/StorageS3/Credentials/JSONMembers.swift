// SPDX-License-Identifier: Apache-2.0

/// The strings directly in a JSON object; all else in it is read and let go.
///
/// Source: RFC 8259; a text that ends too early, a doubled name and anything behind the object are refused. Numbers
/// and words are passed over without a closer look.
struct JSONMembers {
    private var strings: [String: String] = [:]
    private let bytes: [UInt8]
    private var place = 0

    /// Deeper texts are refused.
    private static let depthMax = 16

    init?(_ text: [UInt8]) {
        bytes = text
        skipSpace()
        guard take("{"), object(depth: 0, isRoot: true) else { return nil }
        skipSpace()
        guard place == bytes.count else { return nil }
    }

    /// The strings by their names.
    var byName: [String: String] { strings }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    /// An object whose brace has been read.
    private mutating func object(depth: Int, isRoot: Bool = false) -> Bool {
        var names: Set<String> = []
        skipSpace()
        if take("}") { return true }
        repeat {
            skipSpace()
            guard take("\""), let name = string(), names.insert(name).inserted else { return false }
            skipSpace()
            guard take(":") else { return false }
            skipSpace()
            if take("\"") {
                guard let value = string() else { return false }
                if isRoot { strings[name] = value }
            } else {
                guard value(depth: depth + 1) else { return false }
            }
            skipSpace()
        } while take(",")
        return take("}")
    }

    /// An array whose bracket has been read.
    private mutating func array(depth: Int) -> Bool {
        skipSpace()
        if take("]") { return true }
        repeat {
            skipSpace()
            guard value(depth: depth + 1) else { return false }
            skipSpace()
        } while take(",")
        return take("]")
    }

    private mutating func value(depth: Int) -> Bool {
        guard depth <= Self.depthMax else { return false }
        if take("\"") { return string() != nil }
        if take("{") { return object(depth: depth) }
        if take("[") { return array(depth: depth) }
        return skipWord()
    }

    /// A string whose first quote has been read.
    private mutating func string() -> String? {
        var said: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: said, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escape() else { return nil }
                said += String(Character(scalar)).utf8
            case 0..<0x20: return nil
            default: said.append(byte)
            }
        }
        return nil
    }

    /// An escape whose backslash has been read.
    private mutating func escape() -> Unicode.Scalar? {
        guard let byte = next else { return nil }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return escapedScalar()
        default: return nil
        }
    }

    private mutating func escapedScalar() -> Unicode.Scalar? {
        guard let unit = hexadecimalUnit() else { return nil }
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, take("\\"), take("u"), let low = hexadecimalUnit(), (0xDC00..<0xE000).contains(low) else {
            return nil
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    }

    private mutating func hexadecimalUnit() -> UInt32? {
        guard bytes.count - place >= 4 else { return nil }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
            place += 1
        }
        return unit
    }

    /// A number, `true`, `false` or `null`.
    private mutating func skipWord() -> Bool {
        let start = place
        while let byte = next, Self.isWordByte(byte) { place += 1 }
        return place > start
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "E"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x0A, 0x0D, 0x09].contains(byte) { place += 1 }
    }
}
