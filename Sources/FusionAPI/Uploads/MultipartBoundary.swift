// SPDX-License-Identifier: Apache-2.0

/// The line that separates the parts of a body, as its `Content-Type` names it.
///
/// Source: RFC 2046, section 5.1.1.
public struct MultipartBoundary: Hashable, Sendable {
    /// The longest boundary, in characters.
    public static let byteCountMax = 70

    /// The boundary without the two hyphens before it.
    public let value: String

    /// A boundary of 1 to 70 of the characters that section 5.1.1 allows, the last one no space.
    public init(_ value: String) throws(MultipartError) {
        let bytes = Array(value.utf8)
        guard (1...Self.byteCountMax).contains(bytes.count) else {
            throw .boundaryLength(bytes.count)
        }
        guard bytes.allSatisfy(Self.isAllowed), bytes.last != UInt8(ascii: " ") else {
            throw .boundaryCharacters
        }
        self.value = value
    }

    /// The boundary that a `Content-Type` of `multipart/form-data` names.
    public init(_ contentType: ContentTypeHeader) throws(MultipartError) {
        guard contentType.isType("multipart/form-data") else { throw .notFormData(contentType.mediaType) }
        guard let value = contentType.parameters["boundary"] else { throw .boundaryMissing }
        try self.init(value)
    }

    /// What ends a part: the line break belongs to the delimiter, not to the part.
    var delimiter: [UInt8] { Array("\r\n--\(value)".utf8) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "'")...UInt8(ascii: ")"),
            UInt8(ascii: "+")...UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "="),
            UInt8(ascii: "?"), UInt8(ascii: " "):
            true
        default: false
        }
    }
}
