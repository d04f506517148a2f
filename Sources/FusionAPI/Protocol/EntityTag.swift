// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// Names one state of a resource.
///
/// Source: RFC 9110, section 8.8.3.
public struct EntityTag: Hashable, Sendable {
    /// What stands between the quotes.
    public let opaque: String
    /// Whether it names something equal in meaning, not byte for byte.
    public let isWeak: Bool

    /// A tag read from a field; `nil` when it is none.
    public init?(_ field: String) {
        var scanner = FieldScanner(field)
        scanner.skipWhitespace()
        guard let tag = EntityTag(&scanner) else { return nil }
        scanner.skipWhitespace()
        guard scanner.isAtEnd else { return nil }
        self = tag
    }

    /// The strong tag of these bytes: 96 bits of their SHA-256.
    public init(hashing bytes: [UInt8]) {
        opaque = Base64URL.encode(Array(SHA256.hash(data: bytes).prefix(12)))
        isWeak = false
    }

    /// The strong tag of a file whose SHA-256 is known.
    ///
    /// - Parameter digest: Hexadecimal digits.
    public init(digest: String) {
        precondition(digest.utf8.allSatisfy { $0.hexadecimalDigit != nil }, "a digest is hexadecimal")
        opaque = digest
        isWeak = false
    }

    /// Reads `W/"…"` or `"…"`; a backslash means itself.
    init?(_ scanner: inout FieldScanner) {
        let isWeak = scanner.skip("W")
        if isWeak, !scanner.skip("/") { return nil }
        guard let opaque = scanner.opaqueTag() else { return nil }
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// The tag as a field.
    public var field: String { isWeak ? "W/\"\(opaque)\"" : "\"\(opaque)\"" }

    /// Equal byte for byte: neither tag is weak.
    public func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && opaque == other.opaque }

    /// Equal in meaning.
    public func matchesWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }
}

extension FieldScanner {
    /// What stands between the quotes of a tag; `nil` when it is malformed.
    mutating func opaqueTag() -> String? {
        guard skip("\"") else { return nil }
        var said: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte == 0x21 || (0x23...0x7E).contains(byte) || byte >= 0x80 else { return nil }
            said.append(byte)
            advance()
        }
        guard skip("\"") else { return nil }
        return String(decoding: said, as: UTF8.self)
    }
}
