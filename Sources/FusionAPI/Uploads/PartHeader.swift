// SPDX-License-Identifier: Apache-2.0

/// What a part says about itself.
///
/// Source: RFC 7578, sections 4.2, 4.4 and 4.7.
public struct PartHeader: Hashable, Sendable {
    /// The field's name, never empty.
    public let name: String
    /// The file's name as the client gives it: for showing, never for a path.
    public let filename: String?
    /// The type that the client claims, unchecked; `nil` when there is none or it is malformed.
    public let contentType: ContentTypeHeader?

    /// A part's header.
    public init(name: String, filename: String? = nil, contentType: ContentTypeHeader? = nil) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
    }

    /// Reads header fields, each ended by CR LF.
    init(_ bytes: [UInt8], limits: MultipartLimits) throws(MultipartError) {
        let fields = try Self.fields(bytes)
        guard let text = fields["content-disposition"], let disposition = ContentDisposition(text) else {
            throw .nameMissing
        }
        let encoding = fields["content-transfer-encoding"]?.lowercased() ?? "binary"
        guard ["binary", "8bit", "7bit"].contains(encoding) else { throw .transferEncoding(encoding) }
        let nameLength = disposition.name.utf8.count
        guard nameLength <= limits.nameByteCountMax else {
            throw .nameTooLong(nameLength, limit: limits.nameByteCountMax)
        }
        let filenameLength = disposition.filename?.utf8.count ?? 0
        guard filenameLength <= limits.filenameByteCountMax else {
            throw .filenameTooLong(filenameLength, limit: limits.filenameByteCountMax)
        }
        name = disposition.name
        filename = disposition.filename
        contentType = fields["content-type"].flatMap { ContentTypeHeader($0) }
    }

    private static func fields(_ bytes: [UInt8]) throws(MultipartError) -> [String: String] {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformedHeader }
        var fields: [String: String] = [:]
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard line.last == UInt8(ascii: "\r"), let colon = line.firstIndex(of: UInt8(ascii: ":")),
                colon > line.startIndex, line[..<colon].allSatisfy(\.isTokenByte)
            else { throw .malformedHeader }
            let value = line[line.index(after: colon)...].dropLast()
            guard value.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else { throw .malformedHeader }
            let name = String(Substring(line[..<colon])).lowercased()
            let old = fields.updateValue(trimmed(value), forKey: name)
            guard old == nil else { throw .malformedHeader }
        }
        return fields
    }

    private static func trimmed(_ value: Substring.UTF8View) -> String {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var value = value.drop(while: isSpace)
        while let last = value.last, isSpace(last) { value = value.dropLast() }
        return String(Substring(value))
    }
}
