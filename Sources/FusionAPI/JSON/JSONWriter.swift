// SPDX-License-Identifier: Apache-2.0

/// Writes compact JSON in one pass.
///
/// Who calls it keeps the order of begin, key, value and end; commas come by themselves.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init() { bytes.reserveCapacity(1024) }

    mutating func beginObject() { open("{") }
    mutating func endObject() { close("}") }
    mutating func beginArray() { open("[") }
    mutating func endArray() { close("]") }

    mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func value(_ text: String) {
        separate()
        quote(text)
    }

    mutating func value(_ number: Int) { self.number(String(number)) }

    mutating func value(_ flag: Bool) { number(flag ? "true" : "false") }

    /// A number with at most `decimals` decimals and no trailing zeros; what is no number becomes null.
    mutating func value(_ number: Double, decimals: Int) {
        var unit = 1.0
        for _ in 0..<decimals { unit *= 10 }
        let scaled = (number * unit).rounded()
        guard let whole = Int(exactly: scaled) else { return null() }
        var digits = String(whole.magnitude)
        while digits.utf8.count <= decimals { digits = "0" + digits }
        var end = digits.endIndex
        let point = digits.index(digits.endIndex, offsetBy: -decimals)
        while end > point, digits[digits.index(before: end)] == "0" { end = digits.index(before: end) }
        let fraction = digits[point..<end]
        self.number((whole < 0 ? "-" : "") + digits[..<point] + (fraction.isEmpty ? "" : "." + fraction))
    }

    mutating func null() { number("null") }

    /// Text that is JSON already.
    mutating func number(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    mutating func member(_ name: String, _ text: String?) {
        key(name)
        if let text { value(text) } else { null() }
    }

    mutating func member(_ name: String, _ number: Int) {
        key(name)
        value(number)
    }

    mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        value(flag)
    }

    mutating func member(_ name: String, _ number: Double, decimals: Int) {
        key(name)
        value(number, decimals: decimals)
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// RFC 8259, section 7: only what has to be escaped is.
    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20: bytes.append(contentsOf: Self.escape(byte))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        let letter: Unicode.Scalar? =
            switch byte {
            case 8: "b"
            case 9: "t"
            case 10: "n"
            case 12: "f"
            case 13: "r"
            default: nil
            }
        if let letter { return [UInt8(ascii: "\\"), UInt8(ascii: letter)] }
        let digits = Array("0123456789abcdef".utf8)
        return Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
