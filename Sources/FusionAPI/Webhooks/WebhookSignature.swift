// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// Signs what is posted to a webhook, and says whether a signature holds.
///
/// Source: Standard Webhooks 1.0, "Signature scheme", symmetric.
public struct WebhookSignature: Sendable {
    /// How far a timestamp may be from the receiver's clock, in seconds.
    public static let toleranceSeconds: Int64 = 300

    /// Why a signature does not hold.
    public enum Failure: Error, Hashable, Sendable {
        /// The timestamp is no number.
        case malformedTimestamp
        /// The timestamp is this many seconds old (or, below zero, ahead).
        case outsideTolerance(seconds: Int64)
        /// No signature is by one of the secrets.
        case noMatch
    }

    private let keys: [SymmetricKey]

    /// Signs with every secret, so that a receiver may know any of them while they rotate; at least one.
    public init(secrets: [WebhookSecret]) {
        precondition(!secrets.isEmpty, "a webhook is signed with one secret at least")
        keys = secrets.map { SymmetricKey(data: $0.bytes) }
    }

    /// The `webhook-signature` field.
    ///
    /// - Parameters:
    ///   - identifier: The `webhook-id` field: the same for every attempt; without a full stop.
    ///   - timestamp: The `webhook-timestamp` field: when this attempt is made, in seconds since 1970.
    ///   - body: What is posted, byte for byte.
    /// - Returns: One signature for each secret, separated by spaces.
    public func field(identifier: String, timestamp: Int64, body: [UInt8]) -> String {
        precondition(!identifier.utf8.contains(UInt8(ascii: ".")), "a full stop separates what is signed")
        let signatures = keys.map { key in
            "v1,"
                + Base64.encode(Array(Self.code(key, "\(identifier).\(timestamp).", body).finalize()))
        }
        return signatures.joined(separator: " ")
    }

    /// Holds a received webhook against its signature, in time that does not depend on it.
    ///
    /// - Parameters:
    ///   - field: The `webhook-signature` field.
    ///   - identifier: The `webhook-id` field.
    ///   - timestamp: The `webhook-timestamp` field.
    ///   - body: What was posted.
    ///   - now: The receiver's clock.
    /// - Throws: Why it does not hold.
    public func verify(
        _ field: String,
        identifier: String,
        timestamp: String,
        body: [UInt8],
        at now: Timestamp
    ) throws(Failure) {
        guard let seconds = Int64(timestamp), String(seconds) == timestamp else { throw .malformedTimestamp }
        let (age, overflow) = now.seconds.subtractingReportingOverflow(seconds)
        guard !overflow, age.magnitude <= UInt64(Self.toleranceSeconds) else {
            throw .outsideTolerance(seconds: overflow ? .max : age)
        }
        let candidates = field.split(separator: " ").compactMap { signature in
            signature.hasPrefix("v1,") ? Base64.decode(Array(signature.utf8.dropFirst(3)).span) : nil
        }
        let codes = keys.map { Array(Self.code($0, "\(identifier).\(timestamp).", body).finalize()) }
        var matches = false
        for candidate in candidates {
            for code in codes { matches = isEqualInConstantTime(candidate, code) || matches }
        }
        guard matches else { throw .noMatch }
    }

    private static func code(_ key: SymmetricKey, _ head: String, _ body: [UInt8]) -> HMAC<SHA256> {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Array(head.utf8))
        code.update(data: body)
        return code
    }
}
