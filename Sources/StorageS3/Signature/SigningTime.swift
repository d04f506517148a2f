// SPDX-License-Identifier: Apache-2.0

/// A moment as signatures have it: `20130524T000000Z`, in UTC.
public struct SigningTime: Hashable, Sendable {
    /// The day, `20130524`.
    let day: String
    /// The moment, `20130524T000000Z`.
    let text: String

    /// A moment.
    ///
    /// - Parameter seconds: Since 1970; not before it.
    public init(secondsSince1970 seconds: Int) {
        precondition(seconds >= 0, "requests are signed after 1970")
        let (year, month, day) = Self.date(seconds / 86_400)
        let second = seconds % 86_400
        self.day = Self.padded(year, 4) + Self.padded(month) + Self.padded(day)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0) }.joined()
        text = "\(self.day)T\(clock)Z"
    }

    /// The civil date of a day counted from 1970-01-01.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
