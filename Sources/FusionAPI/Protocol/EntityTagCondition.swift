// SPDX-License-Identifier: Apache-2.0

/// The states that a client knows already, or that it acts upon: `If-None-Match` and `If-Match`.
///
/// Source: RFC 9110, sections 13.1.1 and 13.1.2.
public enum EntityTagCondition: Hashable, Sendable {
    /// Any state at all.
    case any
    /// One of these.
    case tags([EntityTag])

    /// The most tags that are read.
    public static let tagCountMax = 64

    /// A condition read from a field; `nil` when it is malformed and so to be ignored.
    public init?(_ field: String) {
        var scanner = FieldScanner(field)
        scanner.skipWhitespace()
        if scanner.skip("*") {
            scanner.skipWhitespace()
            guard scanner.isAtEnd else { return nil }
            self = .any
            return
        }
        var tags: [EntityTag] = []
        repeat {
            scanner.skipWhitespace()
            if scanner.isAtEnd || scanner.next == UInt8(ascii: ",") { continue }
            guard let tag = EntityTag(&scanner), tags.count < Self.tagCountMax else { return nil }
            tags.append(tag)
            scanner.skipWhitespace()
        } while scanner.skip(",")
        guard scanner.isAtEnd, !tags.isEmpty else { return nil }
        self = .tags(tags)
    }

    /// Whether the client's copy is still good, so that the answer is 304: the weak comparison of section 13.1.2.
    public func isFresh(_ tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { $0.matchesWeakly(tag) }
        }
    }
}
