// SPDX-License-Identifier: Apache-2.0

/// A batch that was asked for: what is recorded of the whole, whose targets are fusions of their own.
public struct BatchRequest: Hashable, Sendable {
    /// The most targets.
    public static let targetCountMax = 1000

    /// How many targets it has.
    public let targetCount: Int
    /// How many people are fused.
    public let personCount: Int
    /// How, for every target.
    public let options: RequestedOptions
    /// Who is to be told of the whole's end; `nil` for nobody.
    public let webhook: WebhookSubscription?
    /// What makes two requests the same under one idempotency key.
    public let contentDigest: [UInt8]

    /// A batch of these fusions, of which each has the same sources and options.
    ///
    /// - Parameters:
    ///   - children: A request for each target, at least one.
    ///   - webhook: Who is to be told of the whole's end.
    public init(_ children: [FusionRequest], webhook: WebhookSubscription?) {
        precondition(!children.isEmpty, "a batch has a target")
        targetCount = children.count
        personCount = children[0].sources.count
        options = children[0].options
        self.webhook = webhook
        contentDigest = Self.digest(of: children)
    }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "targets": JSONValue(targetCount), "persons": JSONValue(personCount), "options": options.json,
            "digest": .string(Self.hexadecimal(contentDigest)),
        ]
        members["webhook"] = webhook?.json
        return .object(members)
    }

    init(recorded value: JSONValue) throws(Problem) {
        let reader = try RecordReader(value, "batch")
        targetCount = try reader.integer("targets")
        personCount = try reader.integer("persons")
        options = try RequestedOptions(recorded: try reader.value("options"), personCount: personCount)
        webhook = try reader.optional("webhook").map { value throws(Problem) in
            try WebhookSubscription(recorded: value)
        }
        contentDigest = try Self.bytes(ofHexadecimal: try reader.text("digest"))
    }
}
