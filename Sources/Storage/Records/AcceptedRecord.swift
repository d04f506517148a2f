// SPDX-License-Identifier: Apache-2.0

/// A record as the store has it, without the inputs' bytes.
public struct AcceptedRecord: Sendable {
    /// The task's id.
    public let id: ObjectID
    /// Where it lies in the order of acceptance.
    public let position: RecordPosition
    /// When it was accepted: milliseconds since 1970, in the store's time.
    public let acceptedAtMilliseconds: Int64
    /// The request's bytes.
    public let request: [UInt8]
    /// What was recorded of each input.
    public let inputs: [InputDescription]
    /// Whether a result exists, so that the task must not run again.
    public let hasResult: Bool
    /// Whether a final record exists: the task has ended, and nothing is left to be done.
    public let hasFinal: Bool
}

/// What a record says of an input.
public struct InputDescription: Hashable, Sendable {
    /// The name to read it by.
    public let id: InputID
    /// What it is for.
    public let role: InputRole
    /// SHA-256 of the bytes.
    public let digest: ContentDigest
    /// Length in bytes.
    public let byteCount: Int
}

/// A place in the order in which records became durable.
public struct RecordPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The segment's number; it names the file.
    public let segment: UInt32
    /// Offset of the record in bytes.
    public let offset: UInt32

    /// A place in a segment.
    public init(segment: UInt32, offset: UInt32) {
        self.segment = segment
        self.offset = offset
    }

    /// The place written as `description` writes it; nil for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: "+", omittingEmptySubsequences: false)
        guard parts.count == 2, let segment = UInt32(parts[0]), let offset = UInt32(parts[1]) else { return nil }
        self.init(segment: segment, offset: offset)
    }

    /// Segment and offset, such as `12+4096`.
    public var description: String { "\(segment)+\(offset)" }

    /// Whether one record became durable before another.
    public static func < (first: Self, second: Self) -> Bool {
        (first.segment, first.offset) < (second.segment, second.offset)
    }
}
