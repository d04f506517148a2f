// SPDX-License-Identifier: Apache-2.0

/// One page of a tenant's tasks, newest first.
public struct FusionPage: Hashable, Sendable {
    /// How many tasks a page has when the client does not say.
    public static let countDefault = 20
    /// The most tasks of a page.
    public static let countMax = 100

    /// The tasks.
    public var tasks: [TaskView]
    /// Where the next page begins; `nil` on the last one.
    public var nextCursor: String?

    /// A page.
    public init(tasks: [TaskView], nextCursor: String?) {
        self.tasks = tasks
        self.nextCursor = nextCursor
    }

    /// The page as JSON.
    public var json: [UInt8] { Self.json(items: tasks.map(\.json), nextCursor: nextCursor) }

    /// A page of tasks that are JSON already.
    ///
    /// - Parameters:
    ///   - items: The tasks, each as ``TaskView/json`` wrote it.
    ///   - nextCursor: Where the next page begins; `nil` on the last one.
    /// - Returns: The page.
    public static func json(items: [[UInt8]], nextCursor: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.array("items", items) { $1.number(String(decoding: $0, as: UTF8.self)) }
        writer.member("next_cursor", nextCursor)
        writer.endObject()
        return writer.bytes
    }
}
