// SPDX-License-Identifier: Apache-2.0

/// What expires, by minute, so that a sweep looks only at what is due.
struct ExpirationCalendar: Sendable {
    enum Item: Sendable {
        case result(ObjectID)
        case final(ObjectID)
        case upload(ObjectID)
        case tombstone(ObjectID)
    }

    private static let millisecondsPerBucket: Int64 = 60_000
    private var buckets: [Int64: [Item]] = [:]

    mutating func add(_ item: Item, at milliseconds: Int64) {
        buckets[milliseconds / Self.millisecondsPerBucket, default: []].append(item)
    }

    /// Takes what is due out of the calendar, up to a minute late.
    mutating func takeDue(now: Int64) -> [Item] {
        let last = now / Self.millisecondsPerBucket
        var due: [Item] = []
        for bucket in buckets.keys where bucket < last { due += buckets.removeValue(forKey: bucket) ?? [] }
        return due
    }
}
