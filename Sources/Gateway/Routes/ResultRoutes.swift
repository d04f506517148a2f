// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Queue
internal import Storage

/// What came out of a task.
enum ResultRoutes {
    /// The bytes, or some of them; where they can be read in the store itself, the way there.
    static func get(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        if let link = try await link(to: id, call) {
            return Response(status: .temporaryRedirect, headers: [.location: link, .cacheControl: "private, no-store"])
        }
        return try await result(of: id, call)
    }

    /// An address in the store of a result that is there.
    private static func link(to id: TaskID, _ call: Call) async throws -> String? {
        guard let validity = call.parts.configuration.resultLinkValidity, call.request.method == .get else {
            return nil
        }
        let found = try await TaskLookup(parts: call.parts).find(id, of: call.tenant)
        guard found.status == .succeeded else { return nil }
        let object = ObjectID(tenant: call.tenant, name: id.rawValue)
        _ = try await info(object, call)
        return try await call.parts.store.resultLink(object, validFor: validity)
    }

    /// The result of a task, or why there is none.
    static func result(of id: TaskID, _ call: Call) async throws -> Response {
        let found = try await TaskLookup(parts: call.parts).find(id, of: call.tenant)
        guard found.status == .succeeded else { throw try await missing(found, call) }
        let object = ObjectID(tenant: call.tenant, name: id.rawValue)
        return try await answer(try await info(object, call), id, call)
    }

    private static func info(_ object: ObjectID, _ call: Call) async throws -> ObjectInfo {
        do throws(StorageError) {
            return try await call.parts.store.resultInfo(object)
        } catch {
            throw error.code == .notFound ? Problem(.gone, "the result expired") : error
        }
    }

    private static func answer(_ info: ObjectInfo, _ id: TaskID, _ call: Call) async throws -> Response {
        let tag = EntityTag(digest: "\(info.digest)")
        var fields: HTTPFields = [
            .eTag: tag.field, .acceptRanges: "bytes", .cacheControl: "private, no-cache",
            .contentDisposition: "inline; filename=\"\(id).\(fileExtension(info.media.contentType))\"",
        ]
        // Conditions and ranges are for reading: a creation that is answered with its result gets all of it.
        let isReading = call.request.method != .post
        if isReading, let field = call.field(.ifNoneMatch), EntityTagCondition(field)?.isFresh(tag) == true {
            return Response(status: .notModified, headers: fields)
        }
        let accept = AcceptHeader(call.field(.accept))
        guard accept.quality(of: info.media.contentType) > 0 || accept.prefersImage() else {
            throw Problem(.notAcceptable, "the result has another type", limit: info.media.contentType)
        }
        let range = ByteRange.answer(
            to: isReading ? call.field(.range) : nil,
            ifRange: call.field(.ifRange),
            count: info.byteCount,
            tag: tag
        )
        fields[.contentType] = info.media.contentType
        fields[.contentRange] = range.contentRange(count: info.byteCount)
        switch range {
        case .whole: return try await body(info, 0..<info.byteCount, .ok, fields, call)
        case .part(let bytes): return try await body(info, bytes, .partialContent, fields, call)
        case .unsatisfiable:
            var response = Response.problem(
                Problem(
                    .rangeNotSatisfiable,
                    "no byte of this range is there",
                    measured: call.field(.range),
                    limit: "\(info.byteCount) bytes"
                )
            )
            response.headers[.contentRange] = range.contentRange(count: info.byteCount)
            return response
        }
    }

    private static func body(
        _ info: ObjectInfo,
        _ range: Range<Int>,
        _ status: HTTPResponse.Status,
        _ fields: HTTPFields,
        _ call: Call
    ) async throws -> Response {
        let isWhole = range == 0..<info.byteCount
        let store = call.parts.store
        // A small one at once, checked against its digest; of a large one no more than a piece is in memory.
        if range.count <= pieceByteCount {
            let body = try await store.result(info.id, range: isWhole ? nil : range)
            let bytes = try body.bytes()
            return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        let body = ResponseBody(contentLength: range.count) { writer in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: pieceByteCount) {
                let piece = start..<min(start + pieceByteCount, range.upperBound)
                try await writer.write(ByteBuffer(bytes: try await store.result(info.id, range: piece).bytes()))
            }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: fields, body: body)
    }

    /// Why there is no result.
    private static func missing(_ found: FoundTask, _ call: Call) async throws -> Problem {
        switch (found, found.status) {
        case (_, .queued), (_, .running): return Problem(.notReady, "the task has not ended")
        case (_, .canceled): return Problem(.gone, "the task was canceled")
        case (.present(let record), _):
            let report = try TaskPresenter(parts: call.parts).report(of: record)
            return TaskPresenter.error(of: record, report) ?? Problem(.gone, "the task has no result")
        case (.archived(let task, _), _):
            guard let error = try task.member("error"), let problem = Problem(error) else {
                return Problem(.gone, "the task has no result")
            }
            return problem
        }
    }

    private static func fileExtension(_ contentType: String) -> String {
        switch contentType {
        case "image/jpeg": "jpg"
        case "image/webp": "webp"
        default: "png"
        }
    }

    /// As many bytes as a result is read and sent at once.
    private static let pieceByteCount = 1 << 20
}

extension ObjectBody {
    /// The bytes.
    ///
    /// A range that lies in a file is read here: it is at most one piece long.
    func bytes() throws(StorageError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .file(let range): try range.read()
        }
    }
}
