// SPDX-License-Identifier: Apache-2.0

/// Why a body is not acceptable multipart/form-data.
public enum MultipartError: Error, Hashable, Sendable {
    /// The body has another type.
    case notFormData(String)
    /// `Content-Type` names no boundary.
    case boundaryMissing
    /// The boundary has not 1 to 70 characters but this many.
    case boundaryLength(Int)
    /// The boundary has characters that RFC 2046 does not allow.
    case boundaryCharacters
    /// More bytes than this limit stand before the first or after the last boundary.
    case surroundingTooLong(limit: Int)
    /// Something else than padding or two hyphens follows a boundary, or a line ends without CR LF.
    case malformedBoundaryLine
    /// There are more parts than this limit.
    case tooManyParts(limit: Int)
    /// A part's header fields have more bytes than this limit.
    case headerTooLong(limit: Int)
    /// A header field has no colon, is folded, comes twice or is not UTF-8.
    case malformedHeader
    /// A part has no `Content-Disposition: form-data` with a name.
    case nameMissing
    /// A part's name has this many bytes.
    case nameTooLong(Int, limit: Int)
    /// A file's name has this many bytes.
    case filenameTooLong(Int, limit: Int)
    /// A part is encoded in a way that HTTP does not use.
    case transferEncoding(String)
    /// The body ends before its last boundary.
    case incomplete
}

extension MultipartError {
    /// The error as clients are told: 400.
    public var problem: Problem {
        let (detail, measured, limit) = description
        return Problem(.malformedRequest, detail, measured: measured, limit: limit)
    }

    private var description: (detail: String, measured: String?, limit: String?) {
        switch self {
        case .notFormData(let type): ("the body is not multipart/form-data", type, "multipart/form-data")
        case .boundaryMissing: ("Content-Type names no boundary", nil, nil)
        case .boundaryLength(let count):
            (
                "the boundary has the wrong length", "\(count) characters",
                "1 to \(MultipartBoundary.byteCountMax) characters"
            )
        case .boundaryCharacters: ("the boundary has characters that RFC 2046 does not allow", nil, nil)
        case .surroundingTooLong(let limit):
            ("too much stands before or after the parts", "more than \(limit) bytes", "\(limit) bytes")
        case .malformedBoundaryLine: ("a boundary's line is malformed", nil, nil)
        case .tooManyParts(let limit): ("the body has too many parts", "more than \(limit)", "\(limit)")
        case .headerTooLong(let limit):
            ("a part's header is too long", "more than \(limit) bytes", "\(limit) bytes")
        case .malformedHeader: ("a part's header is malformed", nil, nil)
        case .nameMissing: ("a part has no name", nil, nil)
        case .nameTooLong(let count, let limit):
            ("a part's name is too long", "\(count) bytes", "\(limit) bytes")
        case .filenameTooLong(let count, let limit):
            ("a file's name is too long", "\(count) bytes", "\(limit) bytes")
        case .transferEncoding(let name): ("a part has a transfer encoding", name, "binary")
        case .incomplete: ("the body ends before its last boundary", nil, nil)
        }
    }
}
