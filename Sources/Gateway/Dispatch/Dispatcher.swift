// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Finds the route of each request and turns whatever goes wrong into a problem.
struct Dispatcher: HTTPResponder {
    typealias Context = GatewayContext

    private let parts: GatewayParts
    private let table: [(pattern: PathPattern, routes: [Route])]
    private let isForOperators: Bool

    /// A dispatcher of these routes.
    ///
    /// - Parameters:
    ///   - routes: Each method and path once.
    ///   - parts: What the routes work with.
    ///   - isForOperators: Whether operators' routes answer here; else they are not there.
    init(_ routes: [Route], parts: GatewayParts, isForOperators: Bool) {
        self.parts = parts
        self.isForOperators = isForOperators
        var table: [(pattern: PathPattern, routes: [Route])] = []
        for route in routes {
            if let place = table.firstIndex(where: { $0.pattern == route.pattern }) {
                table[place].routes.append(route)
            } else {
                table.append((route.pattern, [route]))
            }
        }
        self.table = table
    }

    func respond(to request: Request, context: GatewayContext) async throws -> Response {
        let start = ContinuousClock.now
        let requestID = Self.requestID(request)
        var logger = context.logger
        logger[metadataKey: "request"] = .string(requestID)
        var (response, pattern) = await answer(request, logger)
        response.headers[.requestID] = requestID
        response.headers[.contentTypeOptions] = "nosniff"
        if request.method == .head { response = response.createHeadResponse() }
        let method = request.method.rawValue
        parts.observer.responded(pattern, method, response.status.code, ContinuousClock.now - start)
        return response
    }

    private func answer(_ request: Request, _ logger: Logger) async -> (Response, String) {
        let path = request.uri.path
        do {
            let (route, parameters) = try find(request, path)
            try refuseForeignPages(request)
            let call = Call(request: request, parameters: parameters, parts: parts, logger: logger)
            var response: Response
            do { response = try await route.answer(call) } catch { response = failure(error, path, logger) }
            if call.isLast.isSet { response.headers[.connection] = "close" }
            return (response, route.pattern.text)
        } catch {
            var response = Response.problem(error.problem.at(path))
            if let allowed = error.allowed { response.headers[.allow] = allowed }
            return (response, "none")
        }
    }

    private struct Refusal: Error {
        var problem: Problem
        var allowed: String?
    }

    private func find(_ request: Request, _ path: String) throws(Refusal) -> (Route, [String: String]) {
        let segments = PathPattern.split(path)
        for (pattern, all) in table {
            guard let parameters = pattern.match(segments) else { continue }
            let routes = all.filter { $0.audience == .everyone || isForOperators }
            if routes.isEmpty { break }
            // HEAD is answered as GET is, without the body (RFC 9110, section 9.3.2).
            let method = request.method == .head ? .get : request.method
            if let route = routes.first(where: { $0.method == method }) { return (route, parameters) }
            let methods = routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
            let allowed = methods.joined(separator: ", ")
            let problem = Problem(
                .methodNotAllowed,
                "this address does not know the method",
                measured: request.method.rawValue,
                limit: allowed
            )
            throw Refusal(problem: problem, allowed: allowed)
        }
        throw Refusal(problem: Problem(.notFound, "there is nothing at this address"))
    }

    /// A web page of someone else may not act here in the name of whoever looks at it: browsers say whose page it is.
    private func refuseForeignPages(_ request: Request) throws(Refusal) {
        guard request.method != .get, request.method != .head, request.headers[.fetchSite] == "cross-site" else {
            return
        }
        throw Refusal(problem: Problem(.forbidden, "another site's page may not do this"))
    }

    private func failure(_ error: any Error, _ path: String, _ logger: Logger) -> Response {
        if error is CancellationError { return Response.problem(Problem(.internalFault, "the client went away")) }
        let problem = Problem.of(error)
        // A problem with an address of its own is a task's: its worker has logged it.
        if problem.status >= 500, problem.instance == nil {
            logger.error("request failed", metadata: ["code": .string(problem.code.rawValue), "error": "\(error)"])
        }
        return .problem(problem.instance == nil ? problem.at(path) : problem)
    }

    /// The client's own name for the request where it is harmless, else a new one.
    private static func requestID(_ request: Request) -> String {
        if let given = request.headers[.requestID], (1...64).contains(given.utf8.count),
            given.utf8.allSatisfy({ $0.isRequestIDByte })
        {
            return given
        }
        return newRequestID()
    }

    /// A name for a request that brings none.
    static func newRequestID() -> String { String(UInt64.random(in: 1 << 60...UInt64.max), radix: 16) }
}

extension UInt8 {
    fileprivate var isRequestIDByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
