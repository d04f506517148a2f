// SPDX-License-Identifier: Apache-2.0

/// A task and the lease to run it; copyable, so that several can travel at once.
///
/// A slot makes a ``Claim`` of it.
public struct LeasedTask: Hashable, Sendable {
    /// The task.
    public let task: FusionTask
    /// The lease.
    public let lease: LeaseID
    /// Which attempt this is, from 1.
    public let attempt: Int
    /// Crashes so far.
    public let deliveries: Int
    /// Whether the process must not run anything beside it.
    public let isAlone: Bool
    /// How long the lease lasts, counted from before the asking.
    public let leaseDuration: Duration
    /// What is left until the total deadline.
    public let remaining: Duration?

    package init(task: FusionTask, state: TaskState, lease: Lease, remaining: Duration?) {
        self.task = task
        self.lease = lease.id
        attempt = state.attempts + 1
        deliveries = state.deliveries
        isAlone = lease.isAlone
        leaseDuration = .milliseconds(lease.expires.milliseconds - lease.granted.milliseconds)
        self.remaining = remaining
    }
}
