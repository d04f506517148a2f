// SPDX-License-Identifier: Apache-2.0

/// A body of `multipart/form-data`.
///
/// Source: RFC 7578.
struct FormBody: Sendable {
    /// What the request's `Content-Type` says.
    let contentType: String
    private(set) var bytes: [UInt8] = []
    private let boundary: String

    /// A body without parts.
    init() {
        // Random, so that no picture holds it: a picture that did by chance would be one of 10^38.
        boundary =
            "facefleet-" + String(UInt64.random(in: 0 ... .max), radix: 36)
            + String(UInt64.random(in: 0 ... .max), radix: 36)
        contentType = "multipart/form-data; boundary=\(boundary)"
    }

    /// Adds a picture; the service looks at its bytes, so that no type is claimed here.
    mutating func add(_ name: String, picture: [UInt8]) {
        begin(name, "; filename=\"\(name)\"\r\nContent-Type: application/octet-stream")
        bytes += picture
        bytes += Array("\r\n".utf8)
    }

    /// Adds JSON.
    mutating func add(_ name: String, json: [UInt8]) {
        begin(name, "\r\nContent-Type: application/json")
        bytes += json
        bytes += Array("\r\n".utf8)
    }

    /// Adds what follows the last part.
    mutating func end() { bytes += Array("--\(boundary)--\r\n".utf8) }

    private mutating func begin(_ name: String, _ rest: String) {
        bytes += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(rest)\r\n\r\n".utf8)
    }
}
