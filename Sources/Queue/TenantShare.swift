// SPDX-License-Identifier: Apache-2.0

/// What a tenant gets.
public struct TenantShare: Hashable, Sendable {
    /// Its share inside a class, relative to other tenants' weights.
    ///
    /// Range: 1 to 1,000.
    public let weight: Int
    /// The most of its tasks that run at once, over all routes and classes; `nil`: no cap.
    public let runningMax: Int?

    /// A share, brought into the range; weight 1 and no cap unless said otherwise.
    public init(weight: Int = 1, runningMax: Int? = nil) {
        self.weight = min(max(weight, 1), 1000)
        self.runningMax = runningMax.map { max($0, 0) }
    }

    /// How far a task of this cost advances the tenant's virtual time: in thousandths of a unit at weight 1.
    package func advance(by cost: Cost) -> Int { max(cost.units * 1000 / weight, 1) }
}
