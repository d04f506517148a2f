// SPDX-License-Identifier: Apache-2.0

/// What a tick did.
public struct TickReport: Hashable, Sendable {
    /// Tasks whose lease expired.
    public var expiredLeases = 0
    /// Retries that came due.
    public var released = 0
    /// Tasks whose deadline passed.
    public var expiredTasks = 0
    /// Terminal tasks that left the queue.
    public var retired = 0
    /// Whether more is due: tick again at once.
    public var isPartial = false

    /// Nothing done.
    public init() {}
}
