// SPDX-License-Identifier: Apache-2.0

/// A record as the store has it, without the inputs' bytes.
public struct AcceptedRecord: Sendable {
    /// The task's id.
    public let id: ObjectID
    /// Where it lies in the order of its store.
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

    package init(
        id: ObjectID,
        position: RecordPosition,
        acceptedAtMilliseconds: Int64,
        request: [UInt8],
        inputs: [InputDescription],
        hasResult: Bool,
        hasFinal: Bool
    ) {
        self.id = id
        self.position = position
        self.acceptedAtMilliseconds = acceptedAtMilliseconds
        self.request = request
        self.inputs = inputs
        self.hasResult = hasResult
        self.hasFinal = hasFinal
    }
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

    package init(id: InputID, role: InputRole, digest: ContentDigest, byteCount: Int) {
        self.id = id
        self.role = role
        self.digest = digest
        self.byteCount = byteCount
    }
}

/// A place in the order in which a store hands out its records; only the store that gave it can read it.
public struct RecordPosition: Hashable, Sendable, CustomStringConvertible {
    /// The place as its store writes it.
    public let description: String

    package init(_ description: String) { self.description = description }
}
