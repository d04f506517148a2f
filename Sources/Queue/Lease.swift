// SPDX-License-Identifier: Apache-2.0

/// A running task's lease as the queue keeps it.
public struct Lease: Hashable, Sendable {
    /// Who holds it.
    public let id: LeaseID
    /// When it was given.
    public let granted: ShardTime
    /// When the task goes back unless it is renewed.
    public var expires: ShardTime
    /// Whether its process runs nothing else, because the task is suspected of ending processes.
    public let isAlone: Bool

    /// A lease.
    public init(id: LeaseID, granted: ShardTime, expires: ShardTime, isAlone: Bool) {
        self.id = id
        self.granted = granted
        self.expires = expires
        self.isAlone = isAlone
    }
}
