// SPDX-License-Identifier: Apache-2.0

/// What a body is: `Content-Type`.
///
/// Source: RFC 9110, section 8.3.
public struct ContentTypeHeader: Hashable, Sendable {
    /// Type and subtype in lower case, as `image/png`.
    public let mediaType: String
    /// The parameters, names in lower case; the first of a name counts.
    public let parameters: [String: String]

    /// What a field says; `nil` when it is malformed.
    public init?(_ field: String) {
        var scanner = FieldScanner(field)
        scanner.skipWhitespace()
        guard let type = scanner.token(), scanner.skip("/"), let subtype = scanner.token(),
            let parameters = scanner.parameters(), scanner.isAtEnd
        else { return nil }
        mediaType = "\(type)/\(subtype)".lowercased()
        self.parameters = Dictionary(parameters) { first, _ in first }
    }

    /// Whether it is this type, whatever the parameters.
    public func isType(_ name: String) -> Bool { mediaType == name }
}
