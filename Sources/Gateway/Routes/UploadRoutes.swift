// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import Imaging
internal import Storage

/// Pictures that are sent once and named by later requests.
enum UploadRoutes {
    /// Keeps a picture for an hour, and for as long as an accepted task names it; with `?link=true`, says where in the
    /// store itself it can be put.
    static func create(_ call: Call) async throws -> Response {
        try await call.takeTurn()
        if let text = call.query("link") {
            guard text == "true" else {
                throw Problem(invalidOptions: [
                    FieldError("link", "not one of the values", measured: text, limit: "true")
                ])
            }
            return try await link(call)
        }
        let share = ByteShare(of: call.parts.uploads)
        let image = try await SingleImageForm.receive(call.request, parts: call.parts, share: share).image
        var generator = SystemRandomNumberGenerator()
        let name = TaskIdentifier(using: &generator).description
        let id = ObjectID(tenant: call.tenant, name: CreationDocument.uploadName(name))
        let size = image.header.displaySize
        let media = MediaDescription(
            contentType: image.header.format.mediaType,
            width: size.width,
            height: size.height
        )
        let info = try await call.parts.store.putUpload(id, image.content, media: media)
        let json = JSONValue.object([
            "upload": .string(name), "sha256": .string("\(info.digest)"),
            "bytes": .number(String(info.byteCount)), "content_type": .string(media.contentType),
            "width": .number(String(size.width)), "height": .number(String(size.height)),
            "expires_at": .string(Timestamp(milliseconds: info.expiresAtMilliseconds).rfc3339),
        ])
        return .json(json, status: .created)
    }

    /// What is put there is looked at when a request names it.
    private static func link(_ call: Call) async throws -> Response {
        var generator = SystemRandomNumberGenerator()
        let name = TaskIdentifier(using: &generator).description
        let id = ObjectID(tenant: call.tenant, name: CreationDocument.uploadName(name))
        guard let url = try await call.parts.store.uploadLink(id, validFor: .seconds(linkSeconds)) else {
            throw Problem(invalidOptions: [FieldError("link", "this store has no addresses to put uploads at")])
        }
        let expires = Timestamp(milliseconds: call.parts.now.milliseconds + Int64(linkSeconds) * 1000)
        let json = JSONValue.object([
            "upload": .string(name), "put_url": .string(url), "expires_at": .string(expires.rfc3339),
        ])
        return .json(json, status: .created)
    }

    /// How long a picture can be put there.
    private static let linkSeconds = 900
}
