// SPDX-License-Identifier: Apache-2.0

/// Where a request stands in a distributed trace: the value of the header `traceparent`.
///
/// Source: W3C Trace Context, level 1, section 3.2.
public struct TraceParent: Sendable, Hashable {
    /// The trace's 128 bits, the more significant half first; never all zero.
    public let traceID: (high: UInt64, low: UInt64)
    /// The 64 bits of the caller's own step; never zero.
    public let parentID: UInt64
    /// The eight flags; only the lowest is defined.
    public let flags: UInt8

    /// Whether the caller records this trace.
    public var isSampled: Bool { flags & 1 == 1 }

    private init(traceID: (high: UInt64, low: UInt64), parentID: UInt64, flags: UInt8) {
        self.traceID = traceID
        self.parentID = parentID
        self.flags = flags
    }

    /// Reads a header; `nil` for anything that the recommendation calls invalid, where a new trace is to begin.
    ///
    /// A version later than 00 is read as far as its first 55 characters say the same.
    public init?(_ header: String) {
        let bytes = Array(header.utf8)
        guard bytes.count >= Self.byteCount, bytes.count < 512 else { return nil }
        guard bytes[2] == Self.dash, bytes[35] == Self.dash, bytes[52] == Self.dash else { return nil }
        guard let version = Self.number(bytes[0..<2]), version != 0xFF else { return nil }
        guard bytes.count == Self.byteCount || (version > 0 && bytes[Self.byteCount] == Self.dash) else { return nil }
        guard let high = Self.number(bytes[3..<19]), let low = Self.number(bytes[19..<35]), high | low != 0,
            let parent = Self.number(bytes[36..<52]), parent != 0, let flags = Self.number(bytes[53..<55])
        else { return nil }
        self.init(traceID: (high, low), parentID: parent, flags: UInt8(flags))
    }

    /// Begins a trace that nobody records yet.
    public static func root(using generator: inout some RandomNumberGenerator) -> TraceParent {
        let high = UInt64.random(in: 0...UInt64.max, using: &generator)
        let low = UInt64.random(in: 1...UInt64.max, using: &generator)
        let parent = UInt64.random(in: 1...UInt64.max, using: &generator)
        return TraceParent(traceID: (high, low), parentID: parent, flags: 0)
    }

    /// The same trace with a step of our own, to pass on; only the flag that is defined is kept.
    public func child(using generator: inout some RandomNumberGenerator) -> TraceParent {
        let parent = UInt64.random(in: 1...UInt64.max, using: &generator)
        return TraceParent(traceID: traceID, parentID: parent, flags: flags & 1)
    }

    /// The trace's id as 32 hexadecimal digits.
    public var traceIDText: String { Self.text(traceID.high, digits: 16) + Self.text(traceID.low, digits: 16) }

    /// The header's value, in version 00.
    public var headerValue: String {
        "00-\(traceIDText)-\(Self.text(parentID, digits: 16))-\(Self.text(UInt64(flags), digits: 2))"
    }

    /// Whether all of two places are equal.
    public static func == (one: TraceParent, other: TraceParent) -> Bool {
        one.traceID == other.traceID && one.parentID == other.parentID && one.flags == other.flags
    }

    /// Feeds every part.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(traceID.high)
        hasher.combine(traceID.low)
        hasher.combine(parentID)
        hasher.combine(flags)
    }

    private static let byteCount = 55
    private static let dash = UInt8(ascii: "-")

    /// Lower-case hexadecimal digits; upper case is invalid here.
    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for digit in digits {
            switch digit {
            case 48...57: number = number << 4 | UInt64(digit - 48)
            case 97...102: number = number << 4 | UInt64(digit - 87)
            default: return nil
            }
        }
        return number
    }

    private static func text(_ number: UInt64, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
