// SPDX-License-Identifier: Apache-2.0

/// How far the accept records of a segment are in the queue.
public struct SegmentPosition: Hashable, Sendable {
    /// The segment's name.
    public let segment: String
    /// Every accept record that starts before this byte is in the queue, or was given up, once this is committed.
    public let offset: Int

    /// A position.
    public init(segment: String, offset: Int) {
        self.segment = segment
        self.offset = offset
    }
}
