// SPDX-License-Identifier: Apache-2.0

/// What is to be done, by whom, and how much it is.
public struct TaskWork: Hashable, Sendable {
    /// The kind of work.
    public let kind: TaskKind
    /// The pool that can do it.
    public let route: Route
    /// The estimate.
    public let cost: Cost

    /// Work of a kind.
    public init(kind: TaskKind, route: Route, cost: Cost) {
        self.kind = kind
        self.route = route
        self.cost = cost
    }
}
