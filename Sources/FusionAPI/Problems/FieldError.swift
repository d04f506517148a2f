// SPDX-License-Identifier: Apache-2.0

/// What is wrong with one field of a request.
public struct FieldError: Hashable, Sendable {
    /// Where the field is, as `options.faces.map[2].source`.
    public let field: String
    /// One sentence without a full stop.
    public let detail: String
    /// What the client sent, cut to 64 characters.
    public let measured: String?
    /// What is allowed.
    public let limit: String?

    /// An error at a field.
    public init(_ field: String, _ detail: String, measured: String? = nil, limit: String? = nil) {
        self.field = field
        self.detail = detail
        self.measured = measured.map { $0.count > 64 ? String($0.prefix(63)) + "…" : $0 }
        self.limit = limit
    }
}
