// SPDX-License-Identifier: Apache-2.0

/// What a worker takes on: the routes that it can run, and of which classes.
///
/// Workers that take on the same are one pool: between its flows work is shared by the classes' weights.
public struct WorkerPool: Hashable, Sendable {
    /// The routes.
    public let routes: Set<Route>
    /// The classes; at least one.
    public let classes: Set<PriorityClass>
    /// Both, in the order that decides ties: the more urgent class first, then the lesser route.
    public let flows: [Flow]

    /// A pool; of every class unless said otherwise.
    public init(routes: Set<Route>, classes: Set<PriorityClass> = Set(PriorityClass.allCases)) {
        self.routes = routes
        self.classes = classes
        let order = routes.sorted()
        flows = classes.sorted().flatMap { priority in order.map { Flow(priority: priority, route: $0) } }
    }
}

extension WorkerPool: ExpressibleByArrayLiteral {
    /// These routes, of every class.
    public init(arrayLiteral routes: Route...) { self.init(routes: Set(routes)) }
}
