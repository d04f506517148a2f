// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird

/// One route: method and path, who may use it, and what answers it.
struct Route: Sendable {
    /// Who may use a route.
    enum Audience: Sendable {
        case everyone
        /// Whoever runs the service: until there is authentication, whoever is on this machine.
        case operators
    }

    let method: HTTPRequest.Method
    let pattern: PathPattern
    let audience: Audience
    let answer: @Sendable (Call) async throws -> Response

    static func get(_ path: String, _ answer: @escaping @Sendable (Call) async throws -> Response) -> Route {
        Route(method: .get, pattern: PathPattern(path), audience: .everyone, answer: answer)
    }

    static func post(_ path: String, _ answer: @escaping @Sendable (Call) async throws -> Response) -> Route {
        Route(method: .post, pattern: PathPattern(path), audience: .everyone, answer: answer)
    }

    static func delete(_ path: String, _ answer: @escaping @Sendable (Call) async throws -> Response) -> Route {
        Route(method: .delete, pattern: PathPattern(path), audience: .everyone, answer: answer)
    }

    /// The same route for operators.
    var forOperators: Route { Route(method: method, pattern: pattern, audience: .operators, answer: answer) }
}
