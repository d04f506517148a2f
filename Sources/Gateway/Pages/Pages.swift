// SPDX-License-Identifier: Apache-2.0

internal import CWebUI
internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The web page and the descriptions of the interface, from inside the program.
enum Pages {
    private struct File: Sendable {
        let bytes: [UInt8]
        let contentType: String
        let tag: EntityTag
    }

    /// A route for each file.
    static let routes: [Route] = files.sorted { $0.key < $1.key }.map { path, file in
        .get(path) { call in answer(file, call) }
    }

    private static let files: [String: File] = {
        var files: [String: File] = [:]
        for place in 0..<facefleet_web_file_count() {
            let file = unsafe facefleet_web_file_at(place)
            let bytes = unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
            let path = unsafe String(cString: file.path)
            let contentType = unsafe String(cString: file.media_type)
            files[path] = File(bytes: bytes, contentType: contentType, tag: EntityTag(hashing: bytes))
        }
        return files
    }()

    private static func answer(_ file: File, _ call: Call) -> Response {
        let fields: HTTPFields = [
            .eTag: file.tag.field, .cacheControl: "no-cache", .contentSecurityPolicy: policy,
        ]
        if let field = call.field(.ifNoneMatch), EntityTagCondition(field)?.isFresh(file.tag) == true {
            return Response(status: .notModified, headers: fields)
        }
        return .bytesAnswer(file.bytes, contentType: file.contentType, fields)
    }

    /// The page loads nothing from anywhere else, and nobody frames it.
    private static let policy =
        "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
        + "require-trusted-types-for 'script'"
}
