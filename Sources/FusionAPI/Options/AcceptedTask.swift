// SPDX-License-Identifier: Apache-2.0

/// What is recorded of a task when it is accepted: enough to put it into a queue that knows nothing of it.
///
/// Layout: one line of JSON, a line feed, the request as ``TaskRequest/recorded()`` writes it.
public struct AcceptedTask: Hashable, Sendable {
    /// The task's public name.
    public let id: String
    /// Whose it is.
    public let tenant: String
    /// When it was created.
    public let createdAt: Timestamp
    /// The request, recorded.
    public let request: [UInt8]
    /// The dead letter that it repeats; deadlines do not count for it.
    public let replayOf: String?
    /// The batch that it is a part of.
    public let child: ChildLink?

    /// A task that is accepted.
    public init(
        id: String,
        tenant: String,
        createdAt: Timestamp,
        request: [UInt8],
        replayOf: String? = nil,
        child: ChildLink? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.createdAt = createdAt
        self.request = request
        self.replayOf = replayOf
        self.child = child
    }

    /// The record's bytes.
    public var recorded: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("version", Self.version)
        writer.member("id", id)
        writer.member("tenant", tenant)
        writer.member("created_at_ms", Int(createdAt.milliseconds))
        if let replayOf { writer.member("replay_of", replayOf) }
        if let child {
            writer.key("child")
            child.json.write(to: &writer)
        }
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")] + request
    }

    /// A task from its record.
    ///
    /// - Throws: `internal` when the bytes are no such record, or one of a later version.
    public init(recorded bytes: [UInt8]) throws(Problem) {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
            let head = try? JSONValue(parsing: Array(bytes[..<end]).span), case .object(let members) = head,
            members["version"] == .number(String(Self.version)),
            case .string(let id)? = members["id"], case .string(let tenant)? = members["tenant"],
            case .number(let created)? = members["created_at_ms"], let milliseconds = Int64(created)
        else { throw Problem(.internalFault, "the record of an accepted task cannot be read") }
        self.id = id
        self.tenant = tenant
        child = try members["child"].map { value throws(Problem) in try ChildLink(recorded: value) }
        replayOf = if case .string(let name)? = members["replay_of"] { name } else { nil }
        createdAt = Timestamp(milliseconds: milliseconds)
        request = Array(bytes[(end + 1)...])
    }

    private static let version = 1
}
