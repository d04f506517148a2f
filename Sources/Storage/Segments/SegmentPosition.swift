// SPDX-License-Identifier: Apache-2.0

/// A place in the order in which records became durable.
struct SegmentPosition: Hashable, Comparable, Sendable {
    /// The segment's number; it names the file.
    let segment: UInt32
    /// Offset of the record in bytes.
    let offset: UInt32

    /// A place in a segment.
    init(segment: UInt32, offset: UInt32) {
        self.segment = segment
        self.offset = offset
    }

    /// The place that was written as a record's position; nil for any other text.
    init?(_ position: RecordPosition) {
        let parts = position.description.split(separator: "+", omittingEmptySubsequences: false)
        guard parts.count == 2, let segment = UInt32(parts[0]), let offset = UInt32(parts[1]) else { return nil }
        self.init(segment: segment, offset: offset)
    }

    /// Segment and offset, such as `12+4096`.
    var recordPosition: RecordPosition { RecordPosition("\(segment)+\(offset)") }

    /// Whether one record became durable before another.
    static func < (first: Self, second: Self) -> Bool {
        (first.segment, first.offset) < (second.segment, second.offset)
    }
}
