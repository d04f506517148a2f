// SPDX-License-Identifier: Apache-2.0

/// Which tasks to list, newest first.
public struct TaskQuery: Hashable, Sendable {
    /// Whose; `nil`: everybody's.
    public var tenant: TenantID?
    /// In which states; empty: any.
    public var statuses: Set<TaskStatus> = []
    /// Dead letters only.
    public var deadLettersOnly = false
    /// The cursor of the page before.
    public var cursor: Int?
    /// The most tasks.
    ///
    /// Range: 1 to 1,000.
    public var limit = 50

    /// Everything.
    public init() {}

    /// One tenant's tasks.
    public init(tenant: TenantID) { self.tenant = tenant }
}
