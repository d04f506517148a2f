// SPDX-License-Identifier: Apache-2.0

/// What is kept of a task that ended, once the queue has forgotten it.
///
/// Layout: 32 bytes, the request's ``TaskRequest/contentDigest``; then the task as clients see it, JSON.
public struct ArchivedTask: Hashable, Sendable {
    /// What makes another request under the same idempotency key the same one.
    public let contentDigest: [UInt8]
    /// The task, as ``TaskView/json`` wrote it.
    public let json: [UInt8]

    /// A task that ended.
    public init(contentDigest: [UInt8], json: [UInt8]) {
        precondition(contentDigest.count == Self.digestByteCount, "a digest has 32 bytes")
        self.contentDigest = contentDigest
        self.json = json
    }

    /// A task from its record.
    ///
    /// - Throws: `internal` when the bytes are no such record.
    public init(recorded bytes: [UInt8]) throws(Problem) {
        guard bytes.count > Self.digestByteCount else {
            throw Problem(.internalFault, "the record of an ended task cannot be read")
        }
        contentDigest = Array(bytes[..<Self.digestByteCount])
        json = Array(bytes[Self.digestByteCount...])
    }

    /// The record's bytes.
    public var recorded: [UInt8] { contentDigest + json }

    /// A member of the task, by its name; `nil` where it has none.
    ///
    /// - Throws: `internal` when the task cannot be read.
    public func member(_ name: String) throws(Problem) -> JSONValue? { try RecordReader(json, "task").optional(name) }

    /// Whether it is a batch's record, which alone says how many targets there were.
    ///
    /// - Throws: `internal` when the task cannot be read.
    public var isBatch: Bool { get throws(Problem) { try member("targets") != nil } }

    private static let digestByteCount = 32
}
