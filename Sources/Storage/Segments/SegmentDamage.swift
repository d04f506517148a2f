// SPDX-License-Identifier: Apache-2.0

/// A part of a segment that is not as it was written, found when the store was opened.
public struct SegmentDamage: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: String, Sendable {
        /// The segment ends in something unfinished: what was being written when the power failed. It was cut off.
        case tornTail = "torn tail"
        /// Something in the middle is not a frame. What follows was found again.
        case unreadable
        /// A frame's contents are not what its checksum says.
        case checksum
        /// The head of the file is wrong; the frames were read all the same.
        case header
    }

    /// The file's name.
    public let segment: String
    /// Where it begins, in bytes.
    public let offset: Int
    /// How long it is, in bytes.
    public let byteCount: Int
    /// What is wrong.
    public let reason: Reason

    /// For the log.
    public var description: String { "\(segment), \(byteCount) bytes from offset \(offset): \(reason.rawValue)" }
}

/// What was found when the store was opened.
public struct RecoveryReport: Sendable {
    /// Damage, in the order of the segments.
    public var damages: [SegmentDamage] = []
    /// Segments read.
    public var segmentCount = 0
    /// Frames read.
    public var frameCount = 0
}
