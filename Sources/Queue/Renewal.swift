// SPDX-License-Identifier: Apache-2.0

/// What a heartbeat found of the leases it named.
public struct Renewal: Hashable, Sendable {
    /// Renewed.
    public var alive: Set<LeaseID> = []
    /// Renewed, but somebody wants the task to stop, or its total deadline has passed.
    public var stopping: Set<LeaseID> = []
    /// Not this process's any more: drop the work.
    public var lost: Set<LeaseID> = []

    /// Whether a part of the queue did not answer: leases that are in none of the sets may be there.
    public var isPartial = false

    /// An empty finding.
    public init() {}
}
