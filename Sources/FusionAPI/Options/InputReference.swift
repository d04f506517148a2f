// SPDX-License-Identifier: Apache-2.0

/// Where a picture of a JSON request is.
public enum InputReference: Hashable, Sendable {
    /// In the request itself.
    case data([UInt8])
    /// Uploaded before, under this identifier.
    case upload(String)
    /// At an address, from which it is to be fetched.
    case url(RemoteURL)

    /// The longest identifier of an upload, in characters.
    static let uploadCountMax = 64

    /// Reads `{"data": …}`, `{"upload": …}` or `{"url": …}`; what is wrong is noted with `parent`.
    static func read(
        _ value: JSONValue,
        path: String,
        policy: RequestPolicy,
        in parent: inout ObjectReader
    ) -> InputReference? {
        var reader = ObjectReader(value, path: path)
        let errorCount = reader.errors.count
        var found: [InputReference?] = []
        if let text = reader.string("data") { found.append(data(text, &reader)) }
        if let text = reader.string("upload") { found.append(upload(text, &reader)) }
        if let text = reader.string("url") { found.append(url(text, policy, &reader)) }
        reader.end()
        var errors = reader.errors
        if errors.count == errorCount, errorCount == 0, found.count != 1 {
            errors.append(
                FieldError(path, "not one place", measured: "\(found.count)", limit: "one of data, upload, url")
            )
        }
        parent.note(errors)
        return errors.isEmpty ? found.first ?? nil : nil
    }

    private static func data(_ text: String, _ reader: inout ObjectReader) -> InputReference? {
        let utf8 = text.utf8Span.span
        guard let bytes = Base64.decode(utf8) else {
            reader.note("data", "not base64", limit: "base64 with padding (RFC 4648, section 4)")
            return nil
        }
        return .data(bytes)
    }

    private static func upload(_ text: String, _ reader: inout ObjectReader) -> InputReference? {
        guard (1...uploadCountMax).contains(text.utf8.count), text.utf8.allSatisfy(\.isTokenByte) else {
            reader.note("upload", "not an upload's identifier", measured: text)
            return nil
        }
        return .upload(text)
    }

    private static func url(
        _ text: String,
        _ policy: RequestPolicy,
        _ reader: inout ObjectReader
    ) -> InputReference? {
        guard policy.mayNameURLs else {
            reader.note("url", "pictures are not fetched from addresses here", limit: "data or upload")
            return nil
        }
        do throws(RemoteURLError) {
            return .url(try RemoteURL(text))
        } catch {
            reader.note("url", error.detail, measured: error.measured, limit: error.limit)
            return nil
        }
    }
}
