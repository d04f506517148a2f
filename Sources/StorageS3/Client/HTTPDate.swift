// SPDX-License-Identifier: Apache-2.0

/// Dates as HTTP has them: `Wed, 21 Oct 2015 07:28:00 GMT`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970; nil for any other text.
    static func seconds(_ text: String) -> Int? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]),
            let month = months.firstIndex(of: String(words[2])), let year = Int(words[3])
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3 else { return nil }
        return seconds(year: year, month: month + 1, day: day, clock[0], clock[1], clock[2])
    }

    /// Seconds since 1970 of a moment such as `2026-01-02T03:04:05.678Z`; nil for any other text.
    static func seconds(iso text: String) -> Int? {
        let fields = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
        guard text.hasSuffix("Z"), fields.count == 6 || fields.count == 7 else { return nil }
        return seconds(year: fields[0], month: fields[1], day: fields[2], fields[3], fields[4], fields[5])
    }

    private static func seconds(year: Int, month: Int, day: Int, _ hour: Int, _ minute: Int, _ second: Int) -> Int? {
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Days since 1970-01-01.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
