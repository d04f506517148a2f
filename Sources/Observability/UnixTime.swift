// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A moment of the wall clock, to the millisecond.
///
/// For what people read; nothing is ever timed with it, since the wall clock may be set.
public struct UnixTime: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public var milliseconds: Int64

    /// A moment so many milliseconds after the beginning of 1970, UTC.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// What the system's wall clock says.
    public static func now() -> UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Whether one moment is before another.
    public static func < (one: UnixTime, other: UnixTime) -> Bool { one.milliseconds < other.milliseconds }

    /// The moment as RFC 3339 writes it, in UTC: `2026-11-25T20:19:50.123Z`.
    ///
    /// Years beyond 0000…9999, which RFC 3339 cannot write, become the nearest that it can.
    public var rfc3339: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.textByteCount)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static let textByteCount = 24

    /// Appends the 24 characters of ``rfc3339``.
    func append(to bytes: inout [UInt8]) {
        let within = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let days = within.floored(by: 86_400_000)
        let rest = within - days * 86_400_000
        let date = Self.civil(days: days)
        Self.append(date.year, digits: 4, then: "-", to: &bytes)
        Self.append(date.month, digits: 2, then: "-", to: &bytes)
        Self.append(date.day, digits: 2, then: "T", to: &bytes)
        Self.append(rest / 3_600_000, digits: 2, then: ":", to: &bytes)
        Self.append(rest / 60_000 % 60, digits: 2, then: ":", to: &bytes)
        Self.append(rest / 1_000 % 60, digits: 2, then: ".", to: &bytes)
        Self.append(rest % 1_000, digits: 3, then: "Z", to: &bytes)
    }

    /// The date of a day counted from 1970-01-01, in the Gregorian calendar extended to all years.
    ///
    /// Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`; years begin in March there,
    /// so that the leap day is the last.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.floored(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func append(_ number: Int64, digits: Int, then mark: Unicode.Scalar, to bytes: inout [UInt8]) {
        var divisor: Int64 = digits == 4 ? 1_000 : digits == 3 ? 100 : 10
        while divisor > 0 {
            bytes.append(UInt8(48 + number / divisor % 10))
            divisor /= 10
        }
        bytes.append(UInt8(mark.value))
    }
}

extension Int64 {
    /// The quotient rounded down, also below zero.
    fileprivate func floored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
