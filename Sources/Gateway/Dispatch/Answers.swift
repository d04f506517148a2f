// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
    /// JSON.
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok, _ fields: HTTPFields = [:]) -> Response {
        bytesAnswer(bytes, contentType: "application/json", status: status, fields)
    }

    /// A value as JSON.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        json(value.canonicalBytes, status: status)
    }

    /// Bytes of a media type.
    static func bytesAnswer(
        _ bytes: [UInt8],
        contentType: String,
        status: HTTPResponse.Status = .ok,
        _ fields: HTTPFields = [:]
    ) -> Response {
        var fields = fields
        fields[.contentType] = contentType
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Nothing but a status.
    static func empty(_ status: HTTPResponse.Status) -> Response { Response(status: status) }

    /// A problem.
    static func problem(_ problem: Problem) -> Response {
        var fields: HTTPFields = [:]
        if let seconds = problem.retryAfterSeconds { fields[.retryAfter] = String(seconds) }
        return bytesAnswer(
            problem.json,
            contentType: Problem.mediaType,
            status: HTTPResponse.Status(code: problem.status),
            fields
        )
    }

    /// JSON with its entity tag, or 304 when the client has it already.
    static func tagged(_ bytes: [UInt8], for call: Call) -> Response {
        let tag = EntityTag(hashing: bytes)
        let fields: HTTPFields = [.eTag: tag.field, .cacheControl: "private, no-cache"]
        if let field = call.field(.ifNoneMatch), EntityTagCondition(field)?.isFresh(tag) == true {
            return Response(status: .notModified, headers: fields)
        }
        return json(bytes, fields)
    }
}
