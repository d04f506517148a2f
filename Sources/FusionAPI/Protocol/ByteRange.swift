// SPDX-License-Identifier: Apache-2.0

/// Which bytes of a stored file a request asks for.
///
/// One range is answered; of several the whole file is sent, which RFC 9110, section 14.2, leaves to the server: nobody
/// needs pieces of a picture in one answer, and many small ranges are a known way to make a server work.
public enum ByteRange: Hashable, Sendable {
    /// Everything, with status 200.
    case whole
    /// These bytes, with status 206; never empty.
    case part(Range<Int>)
    /// No byte of what was asked for exists: status 416.
    case unsatisfiable

    /// The most ranges of one field that are read; a field with more is ignored, as section 14.2 allows.
    public static let rangeCountMax = 16

    /// What to answer to a `GET`.
    ///
    /// A field that is malformed or in another unit than bytes is ignored (section 14.2).
    ///
    /// - Parameters:
    ///   - field: The `Range` field, `nil` when there is none.
    ///   - condition: The `If-Range` field. The range counts only where it is this file's tag, strongly compared; a
    ///     date never is, for no `Last-Modified` is ever sent (section 13.1.5).
    ///   - count: The file's length in bytes.
    ///   - tag: The file's tag.
    /// - Returns: What to send.
    public static func answer(
        to field: String?,
        ifRange condition: String? = nil,
        count: Int,
        tag: EntityTag?
    ) -> ByteRange {
        guard let field, let ranges = parse(field) else { return .whole }
        if let condition {
            guard let tag, let wanted = EntityTag(condition), wanted.matchesStrongly(tag) else { return .whole }
        }
        let satisfiable = ranges.compactMap { $0.bytes(of: count) }
        if satisfiable.isEmpty { return .unsatisfiable }
        guard ranges.count == 1, let range = satisfiable.first, !range.isEmpty else { return .whole }
        return .part(range)
    }

    /// The `Content-Range` field of an answer to a file of `count` bytes; `nil` for 200.
    public func contentRange(count: Int) -> String? {
        switch self {
        case .whole: nil
        case .part(let range): "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(count)"
        case .unsatisfiable: "bytes */\(count)"
        }
    }
}

/// One range as it stands in the field.
private enum RangeSpecifier {
    case from(Int, through: Int?)
    case suffix(Int)

    /// The bytes of a file of this length; empty for the end of an empty file, `nil` where there are none.
    func bytes(of count: Int) -> Range<Int>? {
        switch self {
        case .from(let first, let last):
            first < count ? first..<(min(last ?? .max, count - 1) + 1) : nil
        case .suffix(let length):
            length > 0 ? max(count - length, 0)..<count : nil
        }
    }
}

extension ByteRange {
    /// Sections 14.1.1 and 14.1.2; `nil` when the field is to be ignored.
    private static func parse(_ field: String) -> [RangeSpecifier]? {
        var scanner = FieldScanner(field)
        scanner.skipWhitespace()
        guard scanner.token()?.lowercased() == "bytes", scanner.skip("=") else { return nil }
        var ranges: [RangeSpecifier] = []
        repeat {
            scanner.skipWhitespace()
            if scanner.isAtEnd || scanner.next == UInt8(ascii: ",") { continue }
            guard let range = specifier(&scanner), ranges.count < rangeCountMax else { return nil }
            ranges.append(range)
            scanner.skipWhitespace()
        } while scanner.skip(",")
        return scanner.isAtEnd && !ranges.isEmpty ? ranges : nil
    }

    private static func specifier(_ scanner: inout FieldScanner) -> RangeSpecifier? {
        let first = scanner.digits()
        guard scanner.skip("-") else { return nil }
        let last = scanner.digits()
        switch (first, last) {
        case (nil, nil): return nil
        case (nil, let length?): return .suffix(length)
        case (let first?, nil): return .from(first, through: nil)
        case (let first?, let last?): return first <= last ? .from(first, through: last) : nil
        }
    }
}
