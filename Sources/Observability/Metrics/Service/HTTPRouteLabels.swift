// SPDX-License-Identifier: Apache-2.0

/// What tells durations of answers over HTTP apart: without the status, since each has a whole histogram.
public struct HTTPRouteLabels: OpenLabels {
    /// The route's pattern, such as `/v1/fusions/{id}`; never the path itself.
    public let route: String
    /// The request's method.
    public let method: HTTPMethodLabel

    /// The labels of a route.
    public init(route: String, method: HTTPMethodLabel) {
        self.route = route
        self.method = method
    }

    /// `route`, `method`.
    public static let labelNames = ["route", "method"]
    /// The route and the method.
    public var labelValues: [String] { [route, method.rawValue] }
    /// Every route beyond the bound.
    public var overflow: HTTPRouteLabels { HTTPRouteLabels(route: overflowLabelValue, method: method) }
}
