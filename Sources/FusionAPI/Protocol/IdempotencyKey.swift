// SPDX-License-Identifier: Apache-2.0

/// The name under which a client may send the same request again: `Idempotency-Key`.
public struct IdempotencyKey: Hashable, Sendable {
    /// The longest key, in bytes.
    public static let byteCountMax = 255

    /// The key: 1 to 255 visible ASCII characters, taken as they are.
    public let value: String

    /// A key from its field.
    ///
    /// - Throws: `malformed_request` with what was measured.
    public init(_ field: String) throws(Problem) {
        let count = field.utf8.count
        guard (1...Self.byteCountMax).contains(count) else {
            throw Problem(
                .malformedRequest,
                "Idempotency-Key has the wrong length",
                measured: "\(count) bytes",
                limit: "1 to \(Self.byteCountMax) bytes"
            )
        }
        guard field.utf8.allSatisfy(\.isVisibleASCII) else {
            throw Problem(.malformedRequest, "Idempotency-Key has other characters than visible ASCII")
        }
        value = field
    }
}
