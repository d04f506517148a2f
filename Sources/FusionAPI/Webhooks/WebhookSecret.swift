// SPDX-License-Identifier: Apache-2.0

/// With what a webhook is signed: 24 to 64 bytes, written `whsec_` and base64.
///
/// Source: Standard Webhooks 1.0, "Signature scheme".
public struct WebhookSecret: Sendable {
    /// What a secret's text begins with.
    public static let prefix = "whsec_"

    let bytes: [UInt8]

    /// The least and the most bytes of a secret.
    static let byteCounts = 24...64

    /// A secret of any length: the specification's own example is shorter than it allows.
    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The secret that a text says; `nil` when it is malformed, too short or too long.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix),
            let bytes = Base64.decode(Array(text.utf8.dropFirst(Self.prefix.utf8.count)).span),
            Self.byteCounts.contains(bytes.count)
        else { return nil }
        self.bytes = bytes
    }

    /// A new secret of 32 bytes.
    ///
    /// - Parameter generator: Has to be unpredictable.
    public init(using generator: inout some RandomNumberGenerator) {
        bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// The text, to be shown to the tenant once.
    public var text: String { Self.prefix + Base64.encode(bytes) }
}

extension WebhookSecret: CustomStringConvertible {
    /// Nothing of the secret, so that a log that prints it gives nothing away.
    public var description: String { Self.prefix + "…" }
}
