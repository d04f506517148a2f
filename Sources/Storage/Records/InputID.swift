// SPDX-License-Identifier: Apache-2.0

/// One input of an accepted record.
public struct InputID: Hashable, Sendable, CustomStringConvertible {
    /// The record that brought the input.
    public let record: ObjectID
    /// The input's place in `AcceptRecord.inputs`, from 0.
    public let index: Int

    /// The input at `index` of a record.
    public init(record: ObjectID, index: Int) {
        self.record = record
        self.index = index
    }

    /// The id written as `description` writes it; nil for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let record = ObjectID(String(parts[0])), let index = UInt8(parts[1]) else { return nil }
        self.init(record: record, index: Int(index))
    }

    /// The record's id, a full stop and the index.
    public var description: String { "\(record).\(index)" }
}
