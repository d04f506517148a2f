// SPDX-License-Identifier: Apache-2.0

/// Reads a document from its bytes.
struct XMLReader {
    private let bytes: [UInt8]
    private var position = 0

    /// Deeper documents are refused.
    private static let depthMax = 16

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The root, when the document is one element behind an optional declaration.
    mutating func root() -> XMLElement? {
        skipSpace()
        if take("<?xml") {
            guard skip(past: "?>") else { return nil }
            skipSpace()
        }
        guard take("<"), let root = element(depth: 0) else { return nil }
        skipSpace()
        return position == bytes.count ? root : nil
    }

    /// An element whose opening bracket has been read.
    private mutating func element(depth: Int) -> XMLElement? {
        guard depth < Self.depthMax, let name = name(), let isEmpty = endOfTag() else { return nil }
        var element = XMLElement(name: name)
        if isEmpty { return element }
        while true {
            guard let text = text() else { return nil }
            element.append(text)
            if take("</") {
                guard self.name() == name else { return nil }
                skipSpace()
                return take(">") ? element : nil
            }
            if take("<!--") {
                guard skip(past: "-->") else { return nil }
                continue
            }
            guard take("<"), let child = self.element(depth: depth + 1) else { return nil }
            element.append(child)
        }
    }

    /// A name without what its namespace puts in front.
    private mutating func name() -> String? {
        let start = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        guard position > start else { return nil }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return text.split(separator: ":").last.map(String.init)
    }

    /// Passes over attributes; says whether the tag closes its element, too.
    private mutating func endOfTag() -> Bool? {
        while true {
            skipSpace()
            if take("/>") { return true }
            if take(">") { return false }
            guard name() != nil else { return nil }
            skipSpace()
            guard take("=") else { return nil }
            skipSpace()
            guard take("\"") ? skip(past: "\"") : take("'") && skip(past: "'") else { return nil }
        }
    }

    /// What stands before the next bracket, decoded; nil when there is none or an entity is not known.
    private mutating func text() -> String? {
        var result: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            if bytes[position] == UInt8(ascii: "&") {
                guard let decoded = entity() else { return nil }
                result += decoded.utf8
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return position < bytes.count ? String(decoding: result, as: UTF8.self) : nil
    }

    private mutating func entity() -> String? {
        let known = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")]
        for (entity, text) in known where take(entity) { return text }
        guard take("&#") else { return nil }
        let isHexadecimal = take("x")
        let start = position
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ";")), end - start <= 8 else { return nil }
        position = end + 1
        let digits = String(decoding: bytes[start..<end], as: UTF8.self)
        guard let value = UInt32(digits, radix: isHexadecimal ? 16 : 10), let scalar = Unicode.Scalar(value) else {
            return nil
        }
        return String(Character(scalar))
    }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    private mutating func skip(past text: String) -> Bool {
        while position < bytes.count {
            if take(text) { return true }
            position += 1
        }
        return false
    }

    private mutating func skipSpace() {
        while position < bytes.count, [9, 10, 13, 32].contains(bytes[position]) { position += 1 }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: ":"):
            true
        default: byte >= 0x80
        }
    }
}
