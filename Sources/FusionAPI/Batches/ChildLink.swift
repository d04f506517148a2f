// SPDX-License-Identifier: Apache-2.0

/// Which batch a task is a part of.
///
/// It stands where other tasks have their webhook: what there is to do at such a task's end is to mark it in its batch.
public struct ChildLink: Hashable, Sendable {
    /// The batch's public name.
    public let batch: String
    /// Which of its targets, from 0.
    public let index: Int
    /// How many targets the batch has.
    public let count: Int

    /// A link.
    public init(batch: String, index: Int, count: Int) {
        self.batch = batch
        self.index = index
        self.count = count
    }

    /// The link as the queue keeps it.
    public var recorded: [UInt8] { json.canonicalBytes }

    var json: JSONValue {
        .object(["batch": .string(batch), "index": JSONValue(index), "count": JSONValue(count)])
    }

    /// The link that the queue kept; `nil` for a webhook.
    ///
    /// - Throws: `internal` when the bytes are neither.
    public init?(recorded bytes: [UInt8]) throws(Problem) {
        let reader = try RecordReader(bytes, "end of a task")
        guard reader.optional("batch") != nil else { return nil }
        try self.init(reader)
    }

    init(recorded value: JSONValue) throws(Problem) { try self.init(RecordReader(value, "place in a batch")) }

    private init(_ reader: RecordReader) throws(Problem) {
        batch = try reader.text("batch")
        index = try reader.integer("index")
        count = try reader.integer("count")
    }
}
