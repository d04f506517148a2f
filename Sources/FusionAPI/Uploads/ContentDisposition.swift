// SPDX-License-Identifier: Apache-2.0

/// The name of a field and of its file: `Content-Disposition: form-data`.
///
/// Source: RFC 7578, section 4.2. What browsers send is read too: a backslash before anything but a quotation mark or
/// another backslash means itself, for old ones send whole Windows paths. Percent signs mean themselves but in
/// `filename*` (RFC 8187), which RFC 7578 forbids and some libraries send; it then counts.
struct ContentDisposition: Hashable {
    let name: String
    let filename: String?

    /// What the field says; `nil` when it is malformed, not `form-data`, or has no name.
    init?(_ field: String) {
        var scanner = FieldScanner(field)
        guard scanner.token()?.lowercased() == "form-data" else { return nil }
        var values: [String: String] = [:]
        scanner.skipWhitespace()
        while scanner.skip(";") {
            scanner.skipWhitespace()
            if scanner.isAtEnd { break }
            guard let key = scanner.token()?.lowercased(), scanner.skip("="),
                let value = scanner.quotedFormValue() ?? scanner.token(),
                values.updateValue(value, forKey: key) == nil
            else { return nil }
            scanner.skipWhitespace()
        }
        guard scanner.isAtEnd, let name = values["name"], !name.isEmpty else { return nil }
        self.name = name
        filename = values["filename*"].flatMap(Self.extended) ?? values["filename"]
    }

    /// RFC 8187, section 3.2: `UTF-8'language'percent-encoded`; `nil` when it is malformed.
    private static func extended(_ value: String) -> String? {
        let pieces = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, pieces[0].lowercased() == "utf-8" else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(pieces[2].utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexadecimalDigit, let low = rest.popFirst()?.hexadecimalDigit else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension FieldScanner {
    /// A quoted string as forms have it; `nil`, and nothing read, when there is none or it does not end.
    mutating func quotedFormValue() -> String? {
        var ahead = self
        guard ahead.skip("\"") else { return nil }
        var said: [UInt8] = []
        while let byte = ahead.next, byte != UInt8(ascii: "\"") {
            ahead.advance()
            if byte == UInt8(ascii: "\\"), let escaped = ahead.next,
                escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\")
            {
                said.append(escaped)
                ahead.advance()
            } else {
                said.append(byte)
            }
        }
        guard ahead.skip("\""), let value = String(validating: said, as: UTF8.self) else { return nil }
        self = ahead
        return value
    }
}
