// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Queue

/// A request on its way to the route that answers it.
struct Call: Sendable {
    let request: Request
    let parameters: [String: String]
    let parts: GatewayParts
    let logger: Logger
    /// Whether the connection is closed after this request.
    let isLast = SharedFlag()

    /// Whose request it is.
    var tenant: String { GatewayConfiguration.defaultTenant }

    /// A field of the request; several of one name joined by commas.
    func field(_ name: HTTPField.Name) -> String? { request.headers[name] }

    /// A parameter of the query.
    func query(_ name: String) -> String? { request.uri.queryParameters[Substring(name)].map(String.init) }

    /// The task that the path names.
    ///
    /// - Throws: `not_found` for what is no task's name.
    func taskID() throws(Problem) -> TaskID {
        guard let text = parameters["id"], let identifier = TaskIdentifier(text),
            let id = TaskID(identifier.description)
        else { throw Problem(.notFound, "there is no task of this name") }
        return id
    }

    /// How long the client waits, as `?wait=N` says; `nil` when it does not.
    ///
    /// - Throws: `invalid_options` for what is no number of seconds.
    func waitSeconds() throws(Problem) -> Int? {
        guard let text = query("wait") else { return nil }
        guard let seconds = PreferHeader.seconds(text) else {
            let limit = "0 to \(PreferHeader.waitSecondsMax) seconds"
            throw Problem(invalidOptions: [FieldError("wait", "no number of seconds", measured: text, limit: limit)])
        }
        return seconds
    }

    /// Runs what waits; it is canceled when the client goes away.
    ///
    /// The connection serves no further request: Hummingbird has read on to notice the client's leaving.
    func cancelable<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        isLast.set()
        return try await request.body.consumeWithCancellationOnInboundClose { rest in
            // Where the request was read before, Hummingbird 2.28 never ends this stream once the client goes away or
            // sends its next request, and a stream that is let go of without an end is a trap. Nobody reads it here:
            // its iterator's end is its own.
            _ = rest.makeAsyncIterator()
            return try await body()
        }
    }
}
