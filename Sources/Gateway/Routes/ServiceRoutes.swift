// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird

/// What the service says of itself.
enum ServiceRoutes {
    /// The models that are loaded here or by workers elsewhere, each version once.
    static func models(_ call: Call) async throws -> Response {
        var listings = call.parts.models()
        for listing in try await call.parts.workers().flatMap(\.statement.models)
        where !listings.contains(where: { $0.model == listing.model && $0.provider == listing.provider }) {
            listings.append(listing)
        }
        return .json(.object(["items": .array(listings.map(\.json))]))
    }

    /// The process answers.
    static func healthy(_ call: Call) async throws -> Response { text("ok\n") }

    /// The process has started.
    static func started(_ call: Call) async throws -> Response { state(call.parts.isReady()) }

    /// A fusion would succeed.
    static func ready(_ call: Call) async throws -> Response { state(await call.parts.wouldSucceed()) }

    /// The metrics.
    static func metrics(_ call: Call) async throws -> Response {
        .bytesAnswer(Array(await call.parts.metrics().utf8), contentType: "text/plain; version=0.0.4; charset=utf-8")
    }

    private static func state(_ isReady: Bool) -> Response {
        isReady ? text("ready\n") : text("not ready\n", status: .serviceUnavailable)
    }

    private static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        .bytesAnswer(Array(text.utf8), contentType: "text/plain; charset=utf-8", status: status)
    }
}
