// SPDX-License-Identifier: Apache-2.0

/// Base64 in both alphabets.
///
/// Source: RFC 4648, sections 4 and 5. Only the canonical text is read: no white space, no bits that say nothing.
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Where a byte that is no digit points to.
    private static let none: UInt8 = 0xFF
    private static let values = reverse(letters)

    /// The text, with padding.
    static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: text(bytes, letters: letters, pads: true), as: UTF8.self)
    }

    /// The bytes behind a text with padding; `nil` when it is malformed.
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        var count = text.count
        while count > 0, text.count - count < 2, text[count - 1] == UInt8(ascii: "=") { count -= 1 }
        return bytes(text.extracting(first: count), values: values)
    }

    fileprivate static func reverse(_ letters: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: none, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }

    fileprivate static func text(_ bytes: [UInt8], letters: [UInt8], pads: Bool) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group: UInt32 = 0
            for place in 0..<3 { group = group << 8 | UInt32(place < count ? bytes[start + place] : 0) }
            for place in 0...count { text.append(letters[Int(group >> UInt32(18 - 6 * place) & 63)]) }
            if pads { text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - count)) }
        }
        return text
    }

    fileprivate static func bytes(_ text: Span<UInt8>, values: [UInt8]) -> [UInt8]? {
        let rest = text.count % 4
        guard rest != 1 else { return nil }
        let values = values.span
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var place = 0
        while place + 4 <= text.count {
            let first = values[Int(text[place])]
            let second = values[Int(text[place + 1])]
            let third = values[Int(text[place + 2])]
            let fourth = values[Int(text[place + 3])]
            guard first | second | third | fourth < 64 else { return nil }
            bytes.append(first << 2 | second >> 4)
            bytes.append(second << 4 | third >> 2)
            bytes.append(third << 6 | fourth)
            place += 4
        }
        guard rest > 0 else { return bytes }
        let first = values[Int(text[place])]
        let second = values[Int(text[place + 1])]
        let third = rest == 3 ? values[Int(text[place + 2])] : 0
        guard first | second | third < 64 else { return nil }
        // The bits behind the last byte have to be zero: otherwise two texts would mean the same.
        guard rest == 3 ? third & 3 == 0 : second & 15 == 0 else { return nil }
        bytes.append(first << 2 | second >> 4)
        if rest == 3 { bytes.append(second << 4 | third >> 2) }
        return bytes
    }
}

/// Base64 with an alphabet that may stand in an address, without padding.
enum Base64URL {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values = Base64.reverse(letters)

    /// The text.
    static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: Base64.text(bytes, letters: letters, pads: false), as: UTF8.self)
    }

    /// The bytes behind a text; `nil` when it is malformed.
    static func decode(_ text: String) -> [UInt8]? { Base64.bytes(Array(text.utf8).span, values: values) }
}
