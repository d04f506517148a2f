// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// Gives the same task to the same tenant and idempotency key.
///
/// Since the identifier follows from the key, no table of keys has to be kept, and two gateways agree without talking.
/// It changes at midnight UTC, so yesterday's is to be looked for too; a key is good for 24 to 48 hours.
public struct TaskIdentifierDerivation: Sendable {
    /// The least secret, in bytes.
    public static let secretByteCountMin = 32

    private let key: SymmetricKey

    /// A derivation under the service's own secret, at least 32 bytes, the same on every gateway.
    public init(secret: [UInt8]) {
        precondition(secret.count >= Self.secretByteCountMin, "the secret has \(secret.count) bytes, less than 32")
        key = SymmetricKey(data: secret)
    }

    /// Under which identifiers a request with this key may be known already.
    ///
    /// Today's, under which a new task is created, then yesterday's.
    public func identifiers(tenant: String, key: IdempotencyKey, at now: Timestamp) -> [TaskIdentifier] {
        [now.day, now.day - 1].map { identifier(tenant: tenant, key: key, day: $0) }
    }

    private func identifier(tenant: String, key idempotencyKey: IdempotencyKey, day: Int) -> TaskIdentifier {
        var code = HMAC<SHA256>(key: key)
        // The length before each text keeps "a" + "bc" apart from "ab" + "c".
        for text in ["facefleet task", String(day), tenant, idempotencyKey.value] {
            code.update(data: Array("\(text.utf8.count):\(text)".utf8))
        }
        return TaskIdentifier(code.finalize())
    }
}

extension TaskIdentifier {
    /// The first 128 bits of a digest.
    fileprivate init(_ digest: some Sequence<UInt8>) {
        var bits: UInt128 = 0
        for byte in digest.prefix(16) { bits = bits << 8 | UInt128(byte) }
        self.init(bits: bits)
    }

    /// The name of one of a batch's fusions: it follows from the batch's own, which nobody can guess, so that it is the
    /// same from every gateway and under every secret.
    public init(child index: Int, of batch: String) {
        self.init(SHA256.hash(data: Array("facefleet child \(index) of \(batch)".utf8)))
    }
}
