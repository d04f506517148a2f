// SPDX-License-Identifier: Apache-2.0

/// Whose task it is and how urgent.
public struct TaskOwner: Hashable, Sendable {
    /// The tenant.
    public let tenant: TenantID
    /// The class.
    public let priority: PriorityClass

    /// An owner; the class is `normal` unless said otherwise.
    public init(tenant: TenantID, priority: PriorityClass = .normal) {
        self.tenant = tenant
        self.priority = priority
    }
}
