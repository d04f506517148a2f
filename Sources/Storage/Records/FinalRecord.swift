// SPDX-License-Identifier: Apache-2.0

/// What is left of a task that ended, for as long as its result is kept.
public struct FinalRecord: Hashable, Sendable {
    /// The task's id.
    public let id: ObjectID
    /// When the task was created: milliseconds since 1970.
    ///
    /// Lists are ordered by it.
    public let createdAtMilliseconds: Int64
    /// The terminal status, for lists that ask for one.
    public let status: String
    /// The task as JSON, opaque to the store.
    public let json: [UInt8]
    /// Whether the task can be run again from its inputs, which stay for that, and this record with them.
    public let isDeadLetter: Bool

    /// A final record.
    public init(
        id: ObjectID,
        createdAtMilliseconds: Int64,
        status: String,
        json: [UInt8],
        isDeadLetter: Bool = false
    ) {
        self.id = id
        self.createdAtMilliseconds = createdAtMilliseconds
        self.status = status
        self.json = json
        self.isDeadLetter = isDeadLetter
    }
}

/// Some of a tenant's final records, newest first.
public struct FinalRecordPage: Sendable {
    /// The records.
    public let records: [FinalRecord]
    /// Where the next page begins; nil at the end.
    ///
    /// A page may hold fewer records than asked for, or none, and still have a successor: a search for a rare status
    /// ends after `FinalRecordPage.scanCountMax`.
    public let next: FinalRecordCursor?

    package init(records: [FinalRecord], next: FinalRecordCursor?) {
        self.records = records
        self.next = next
    }

    /// Most records that are looked at for one page.
    public static let scanCountMax = 1_000
}

/// A place in a tenant's list of final records.
public struct FinalRecordCursor: Hashable, Sendable, CustomStringConvertible {
    package let createdAtMilliseconds: Int64
    package let id: ObjectID

    /// The place behind a record.
    public init(behind record: FinalRecord) {
        self.init(createdAtMilliseconds: record.createdAtMilliseconds, id: record.id)
    }

    package init(createdAtMilliseconds: Int64, id: ObjectID) {
        self.createdAtMilliseconds = createdAtMilliseconds
        self.id = id
    }

    /// The cursor written as `description` writes it; nil for any other text.
    public init?(_ text: String) {
        guard let bytes = Hexadecimal.bytes(of: text), bytes.count == 8 + ObjectID.byteCount,
            let id = ObjectID(bytes: bytes[8...])
        else { return nil }
        var reader = ByteReader(bytes[..<8])
        guard let created = reader.int64() else { return nil }
        self.init(createdAtMilliseconds: created, id: id)
    }

    /// Hexadecimal digits; it says nothing of other tenants.
    public var description: String {
        var writer = ByteWriter()
        writer.append(createdAtMilliseconds)
        writer.append(id.bytes)
        return Hexadecimal.text(of: writer.bytes)
    }
}
