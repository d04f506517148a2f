// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI

/// Takes a small text as it arrives.
struct TextSpool {
    private let name: String
    private let byteCountMax: Int
    private let share: ByteShare
    private(set) var bytes: [UInt8] = []

    /// A spool for the text of this name.
    init(_ name: String, byteCountMax: Int, share: ByteShare) {
        self.name = name
        self.byteCountMax = byteCountMax
        self.share = share
    }

    /// Adds bytes.
    ///
    /// - Throws: `malformed_request` when it becomes too long, `queue_full`.
    mutating func append(_ more: RawSpan) throws(Problem) {
        guard bytes.count + more.byteCount <= byteCountMax else {
            throw Problem(
                .malformedRequest,
                "\(name) is too long",
                measured: "more than \(byteCountMax) bytes",
                limit: "\(byteCountMax) bytes"
            )
        }
        try share.take(more.byteCount)
        unsafe more.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    /// The text as JSON.
    ///
    /// - Throws: `malformed_request` when it is none.
    func json() throws(Problem) -> JSONValue { try JSONValue(body: bytes.span, field: name) }
}
