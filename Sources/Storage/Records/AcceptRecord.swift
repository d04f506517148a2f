// SPDX-License-Identifier: Apache-2.0

/// Everything a task needs, made durable in one append before its acceptance is acknowledged.
public struct AcceptRecord: Sendable {
    /// Most inputs a record may name.
    public static let inputCountMax = 254

    /// Largest request in bytes: all records that wait are read when a queue is filled again.
    public static let requestBytesMax = 1 << 20

    /// The task's id; a record under an id that was accepted before is not stored again.
    public let id: ObjectID
    /// The request, opaque to the store.
    public let request: Content
    /// Sources and target, in the order that `InputID.index` counts.
    public let inputs: [AcceptInput]

    /// A record to be accepted.
    public init(id: ObjectID, request: Content, inputs: [AcceptInput]) {
        self.id = id
        self.request = request
        self.inputs = inputs
    }
}

/// An input on its way into a record.
public struct AcceptInput: Sendable {
    /// Where the bytes come from.
    public enum Origin: Sendable {
        /// Bytes that arrived with the request.
        case content(Content)
        /// An upload that the store has; it lives as long as the record names it.
        case upload(ObjectID)
    }

    /// What the input is for.
    public let role: InputRole
    /// Where its bytes come from.
    public let origin: Origin

    /// An input.
    public init(role: InputRole, origin: Origin) {
        self.role = role
        self.origin = origin
    }
}

/// What an input is for.
public enum InputRole: Hashable, Sendable {
    /// A photo of a person whose face is given; both count from 0.
    case source(person: UInt8, photo: UInt8)
    /// The photo that the face is fused into.
    case target
}
