// SPDX-License-Identifier: Apache-2.0

/// An instant: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// The years that RFC 3339 can write.
    private static let range = -62_167_219_200_000...253_402_300_799_999

    /// Milliseconds since 1970, between the years 0 and 9999.
    public let milliseconds: Int64

    /// An instant; outside of the years 0 to 9999 the nearest one inside.
    public init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Int64(Self.range.lowerBound)), Int64(Self.range.upperBound))
    }

    /// Which is earlier.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// Days since 1970-01-01, which are negative before it.
    public var day: Int { Int(floorDivided(milliseconds, by: 86_400_000).quotient) }

    /// Whole seconds since 1970.
    public var seconds: Int64 { floorDivided(milliseconds, by: 1000).quotient }

    /// `2026-11-25T08:30:00.123Z`.
    ///
    /// Source: RFC 3339, section 5.6; the calendar: Hinnant, "chrono-compatible low-level date algorithms",
    /// civil_from_days.
    public var rfc3339: String {
        let (days, inDay) = floorDivided(milliseconds, by: 86_400_000)
        let shifted = days + 719_468
        let (era, dayOfEra) = floorDivided(shifted, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        append(year, digits: 4, then: "-", to: &text)
        append(month, digits: 2, then: "-", to: &text)
        append(day, digits: 2, then: "T", to: &text)
        append(inDay / 3_600_000, digits: 2, then: ":", to: &text)
        append(inDay / 60_000 % 60, digits: 2, then: ":", to: &text)
        append(inDay / 1000 % 60, digits: 2, then: ".", to: &text)
        append(inDay % 1000, digits: 3, then: "Z", to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

private func floorDivided(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

private func append(_ number: Int64, digits: Int, then separator: Unicode.Scalar, to text: inout [UInt8]) {
    var unit: Int64 = 1
    for _ in 1..<digits { unit *= 10 }
    while unit > 0 {
        text.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
        unit /= 10
    }
    text.append(UInt8(ascii: separator))
}
