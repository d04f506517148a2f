// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird

/// What the service says of itself.
enum ServiceRoutes {
    /// The loaded models.
    static func models(_ call: Call) async throws -> Response {
        .json(.object(["items": .array(call.parts.models().map(\.json))]))
    }

    /// The process answers.
    static func healthy(_ call: Call) async throws -> Response { text("ok\n") }

    /// A fusion would succeed.
    static func ready(_ call: Call) async throws -> Response {
        call.parts.isReady() ? text("ready\n") : text("not ready\n", status: .serviceUnavailable)
    }

    /// The metrics.
    static func metrics(_ call: Call) async throws -> Response {
        .bytesAnswer(Array(await call.parts.metrics().utf8), contentType: "text/plain; version=0.0.4; charset=utf-8")
    }

    private static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        .bytesAnswer(Array(text.utf8), contentType: "text/plain; charset=utf-8", status: status)
    }
}
