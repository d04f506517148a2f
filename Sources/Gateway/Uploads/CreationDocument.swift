// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Hummingbird
internal import Imaging
internal import Storage

/// A fusion or a batch asked for as JSON, its pictures in the text or uploaded before.
struct CreationDocument {
    let tenant: String
    let parts: GatewayParts
    let share: ByteShare

    /// Receives a request whole.
    ///
    /// - Throws: What it is refused for.
    func receive(_ request: Request, _ kind: CreationKind) async throws -> ReceivedRequest {
        // In two steps: Swift 6.3 makes a broken module of a span whose owner is awaited in the same expression.
        let text = try await text(of: request)
        let body = try CreationBody(text.span, of: kind, policy: parts.configuration.policy)
        var sources: [[ReceivedInput]] = []
        for photos in body.sources { sources.append(try await inputs(photos, .source)) }
        return ReceivedRequest(
            sources: sources,
            targets: try await inputs(body.targets, .target),
            options: body.options,
            webhook: body.webhook
        )
    }

    private func text(of request: Request) async throws -> [UInt8] {
        var count = try BodyCount(request, limit: RequestLimits.bodyByteCountMax)
        var text = TextSpool("body", byteCountMax: RequestLimits.bodyByteCountMax, share: share)
        for try await chunk in request.body {
            try count.add(chunk)
            try text.append(chunk.readableBytesSpan)
        }
        return text.bytes
    }

    private func inputs(_ references: [InputReference], _ role: Problem.Image) async throws -> [ReceivedInput] {
        var inputs: [ReceivedInput] = []
        for reference in references { inputs.append(try await input(reference, role)) }
        return inputs
    }

    private func input(_ reference: InputReference, _ role: Problem.Image) async throws -> ReceivedInput {
        switch reference {
        case .data(let bytes):
            var spool = ImageSpool(role, parts: parts, share: share)
            try unsafe spool.append(bytes.span.bytes)
            return .image(try await spool.finish())
        case .upload(let name):
            return try await upload(name, role)
        case .url:
            throw Problem(.imageDownloadFailed, "pictures are not fetched from addresses here", image: role)
        }
    }

    private func upload(_ name: String, _ role: Problem.Image) async throws -> ReceivedInput {
        let id = ObjectID(tenant: tenant, name: Self.uploadName(name))
        do throws(StorageError) {
            let info = try await parts.store.uploadInfo(id)
            let stored = StoredImage(
                sha256: "\(info.digest)",
                bytes: info.byteCount,
                width: info.media.width,
                height: info.media.height
            )
            return .upload(id, stored)
        } catch {
            switch error.code {
            case .notFound, .erased:
                throw Problem(.notFound, "there is no upload \(name), or it expired", image: role)
            // It did not come through a gateway.
            case .damaged: return try await linked(id, role)
            default: throw error
            }
        }
    }

    /// A picture that was put into the store itself: looked at now, and stored with the request.
    private func linked(_ id: ObjectID, _ role: Problem.Image) async throws -> ReceivedInput {
        let limit = parts.configuration.imageLimits.byteCountMax
        let bytes: [UInt8]
        do throws(StorageError) {
            bytes = try await parts.store.linkedUpload(id, byteCountMax: limit)
        } catch {
            guard error.code == .recordTooLarge else { throw error }
            throw Problem(
                .imageTooLargeBytes,
                "the upload is too large",
                image: role,
                measured: "\(error.measured ?? 0) bytes",
                limit: "\(limit) bytes"
            )
        }
        var spool = ImageSpool(role, parts: parts, share: share)
        try unsafe spool.append(bytes.span.bytes)
        return .image(try await spool.finish())
    }

    /// An upload's name in the store, apart from the names of tasks.
    static func uploadName(_ name: String) -> String { "upload/\(name)" }
}
