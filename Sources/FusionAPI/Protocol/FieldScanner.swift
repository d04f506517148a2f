// SPDX-License-Identifier: Apache-2.0

/// Reads the pieces that the grammar of header fields is made of, from left to right.
///
/// Source: RFC 9110, section 5.6.
struct FieldScanner {
    private let bytes: [UInt8]
    private var place = 0

    init(_ value: String) { bytes = Array(value.utf8) }

    var isAtEnd: Bool { place >= bytes.count }

    /// The next byte, without reading it.
    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    /// Optional white space, section 5.6.3.
    mutating func skipWhitespace() {
        while let byte = next, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { place += 1 }
    }

    /// Reads this byte if it is the next one.
    mutating func skip(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    /// Reads one byte whatever it is.
    mutating func advance() { place += 1 }

    /// Everything up to this byte, which stays unread, or to the end.
    mutating func skipAll(before byte: Unicode.Scalar) {
        // A separator inside of quotes separates nothing.
        while let other = next, other != UInt8(ascii: byte) {
            if quotedBytes() == nil { place += 1 }
        }
    }

    /// A token, section 5.6.2; `nil` when there is none.
    mutating func token() -> String? {
        let start = place
        while let byte = next, byte.isTokenByte { place += 1 }
        return start == place ? nil : String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// Digits alone, as a number; one that does not fit is `Int.max`.
    mutating func digits() -> Int? {
        let start = place
        var value = 0
        while let digit = next?.decimalDigit {
            place += 1
            let (scaled, carried) = value.multipliedReportingOverflow(by: 10)
            let (sum, carriedAgain) = scaled.addingReportingOverflow(digit)
            value = carried || carriedAgain ? .max : sum
            // A saturated number stays so, since ten times the greatest one overflows too.
        }
        return start == place ? nil : value
    }

    /// What a quoted string says, section 5.6.4; `nil`, and nothing read, when there is none or it does not end.
    mutating func quotedBytes() -> [UInt8]? {
        guard next == UInt8(ascii: "\"") else { return nil }
        var said: [UInt8] = []
        var look = place + 1
        while look < bytes.count {
            switch bytes[look] {
            case UInt8(ascii: "\""):
                place = look + 1
                return said
            case UInt8(ascii: "\\") where look + 1 < bytes.count:
                said.append(bytes[look + 1])
                look += 2
            default:
                said.append(bytes[look])
                look += 1
            }
        }
        return nil
    }

    /// A token or what a quoted string says.
    mutating func word() -> String? {
        if let quoted = quotedBytes() { return String(validating: quoted, as: UTF8.self) }
        return token()
    }

    /// `; name=value` as often as it comes, names in lower case; `nil` when it is malformed.
    ///
    /// Source: section 5.6.6; an empty parameter is allowed.
    mutating func parameters() -> [(name: String, value: String)]? {
        var found: [(name: String, value: String)] = []
        skipWhitespace()
        while skip(";") {
            skipWhitespace()
            guard let name = token() else {
                if next == UInt8(ascii: ";") || isAtEnd { continue }
                return nil
            }
            guard skip("="), let value = word() else { return nil }
            found.append((name.lowercased(), value))
            skipWhitespace()
        }
        return found
    }
}
