// SPDX-License-Identifier: Apache-2.0

/// The waiting tasks of one route and class: what workers take from, and what a ring is about.
public struct Flow: Hashable, Sendable {
    /// Whose turn it is before others.
    public let priority: PriorityClass
    /// Which workers can run it.
    public let route: Route

    /// A flow.
    public init(priority: PriorityClass, route: Route) {
        self.priority = priority
        self.route = route
    }
}
