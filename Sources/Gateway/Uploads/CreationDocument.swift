// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Hummingbird
internal import Storage

/// A fusion asked for as JSON, its pictures in the text or uploaded before.
struct CreationDocument {
    /// Receives a request whole.
    ///
    /// - Throws: What it is refused for.
    static func receive(
        _ request: Request,
        tenant: String,
        parts: GatewayParts,
        share: ByteShare
    ) async throws -> ReceivedCreation {
        // In two steps: Swift 6.3 makes a broken module of a span whose owner is awaited in the same expression.
        let text = try await text(of: request, share)
        let body = try CreationBody(text.span, policy: parts.configuration.policy)
        let sources = try await inputs(body.sources, tenant: tenant, parts: parts, share: share)
        let target = try await input(body.target, .target, tenant: tenant, parts: parts, share: share)
        return ReceivedCreation(sources: sources, target: target, options: body.options, webhook: body.webhook)
    }

    /// Receives a request for a batch whole.
    ///
    /// - Throws: What it is refused for.
    static func receiveBatch(
        _ request: Request,
        tenant: String,
        parts: GatewayParts,
        share: ByteShare
    ) async throws -> ReceivedBatch {
        let text = try await text(of: request, share)
        let body = try BatchBody(text.span, policy: parts.configuration.policy)
        let sources = try await inputs(body.sources, tenant: tenant, parts: parts, share: share)
        var targets: [ReceivedInput] = []
        for target in body.targets {
            targets.append(try await input(target, .target, tenant: tenant, parts: parts, share: share))
        }
        return ReceivedBatch(sources: sources, targets: targets, options: body.options, webhook: body.webhook)
    }

    private static func text(of request: Request, _ share: ByteShare) async throws -> [UInt8] {
        var count = try BodyCount(request, limit: RequestLimits.bodyByteCountMax)
        var text = TextSpool("body", byteCountMax: RequestLimits.bodyByteCountMax, share: share)
        for try await chunk in request.body {
            try count.add(chunk)
            try text.append(chunk.readableBytesSpan)
        }
        return text.bytes
    }

    private static func inputs(
        _ persons: [[InputReference]],
        tenant: String,
        parts: GatewayParts,
        share: ByteShare
    ) async throws -> [[ReceivedInput]] {
        var sources: [[ReceivedInput]] = []
        for photos in persons {
            var person: [ReceivedInput] = []
            for photo in photos {
                person.append(try await input(photo, .source, tenant: tenant, parts: parts, share: share))
            }
            sources.append(person)
        }
        return sources
    }

    private static func input(
        _ reference: InputReference,
        _ role: Problem.Image,
        tenant: String,
        parts: GatewayParts,
        share: ByteShare
    ) async throws -> ReceivedInput {
        switch reference {
        case .data(let bytes):
            var spool = ImageSpool(role, parts: parts, share: share)
            try unsafe spool.append(bytes.span.bytes)
            return .image(try await spool.finish())
        case .upload(let name):
            return try await upload(name, role, tenant: tenant, parts: parts)
        case .url:
            throw Problem(.imageDownloadFailed, "pictures are not fetched from addresses here", image: role)
        }
    }

    private static func upload(
        _ name: String,
        _ role: Problem.Image,
        tenant: String,
        parts: GatewayParts
    ) async throws -> ReceivedInput {
        let id = ObjectID(tenant: tenant, name: uploadName(name))
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
            guard error.code == .notFound || error.code == .erased else { throw error }
            throw Problem(.notFound, "there is no upload \(name), or it expired", image: role)
        }
    }

    /// An upload's name in the store, apart from the names of tasks.
    static func uploadName(_ name: String) -> String { "upload/\(name)" }
}
