// SPDX-License-Identifier: Apache-2.0

/// What tells answers over HTTP apart.
public struct HTTPAnswerLabels: OpenLabels {
    /// The route's pattern, such as `/v1/fusions/{id}`; never the path itself.
    public let route: String
    /// The request's method.
    public let method: HTTPMethodLabel
    /// The answer's status.
    public let status: StatusClass

    /// The labels of an answer.
    public init(route: String, method: HTTPMethodLabel, status: StatusClass) {
        self.route = route
        self.method = method
        self.status = status
    }

    /// `route`, `method`, `status`.
    public static let labelNames = ["route", "method", "status"]
    /// The route, the method and the class of the status.
    public var labelValues: [String] { [route, method.rawValue, status.rawValue] }
    /// Every route beyond the bound.
    public var overflow: HTTPAnswerLabels {
        HTTPAnswerLabels(route: overflowLabelValue, method: method, status: status)
    }
}
