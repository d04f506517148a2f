// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// A fusion that was asked for, with every default filled in: what is recorded when it is accepted.
public struct FusionRequest: Hashable, Sendable {
    /// The photos of each person.
    public let sources: [[StoredImage]]
    /// The picture into which they go.
    public let target: StoredImage
    /// How.
    public let options: RequestedOptions
    /// Who is to be told; `nil` for nobody.
    public let webhook: WebhookSubscription?

    /// A request over stored pictures.
    public init(
        sources: [[StoredImage]],
        target: StoredImage,
        options: RequestedOptions,
        webhook: WebhookSubscription?
    ) {
        self.sources = sources
        self.target = target
        self.options = options
        self.webhook = webhook
    }

    /// The whole request as JSON without white space, names sorted: equal requests give equal bytes.
    public var canonicalBytes: [UInt8] {
        var members: [String: JSONValue] = [
            "options": options.json,
            "sources": .array(sources.map { .array($0.map(\.json)) }),
            "target": target.json,
        ]
        members["webhook"] = webhook?.json
        return JSONValue.object(members).canonicalBytes
    }

    /// What makes two requests the same under one idempotency key: SHA-256 over the pictures' digests and the options.
    ///
    /// How the body was put together (boundaries, order of parts, file names) and who is to be told do not count.
    public var contentDigest: [UInt8] {
        let content = JSONValue.object([
            "options": options.json,
            "sources": .array(sources.map { .array($0.map { .string($0.sha256) }) }),
            "target": .string(target.sha256),
        ])
        return Array(SHA256.hash(data: content.canonicalBytes))
    }
}
