// SPDX-License-Identifier: Apache-2.0

/// The name under which a store keeps an object, bound to its tenant.
///
/// It is a digest of the tenant and of the name that the tenant uses, so another tenant that presents the same name
/// asks for another object, which is not there. Where the object lies is the store's business.
///
/// Layout: 8 bytes of SHA-256 of the tenant, then 16 of SHA-256 of tenant and name; as text 48 hexadecimal digits.
public struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    /// Length of the binary form in bytes.
    static let byteCount = 24

    /// What all objects of the tenant share.
    public let tenant: TenantPrefix
    private let high: UInt64
    private let low: UInt64

    /// The id of the object that `tenant` calls `name`: a task's public id, say.
    public init(tenant: String, name: String) {
        self.tenant = TenantPrefix(tenant)
        // The length in front keeps ("a", "bc") and ("ab", "c") apart.
        let digest = ContentDigest(of: [UInt8]("facefleet.object:\(tenant.utf8.count):\(tenant):\(name)".utf8))
        (high, low) = (digest.words.0, digest.words.1)
    }

    /// The id written as `description` writes it; nil for any other text.
    public init?(_ text: String) {
        guard let bytes = Hexadecimal.bytes(of: text) else { return nil }
        self.init(bytes: bytes[...])
    }

    init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var reader = ByteReader(bytes)
        guard let tenant = reader.uint64(), let high = reader.uint64(), let low = reader.uint64() else { return nil }
        self.tenant = TenantPrefix(value: tenant)
        self.high = high
        self.low = low
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(tenant.value)
        writer.append(high)
        writer.append(low)
        return writer.bytes
    }

    /// 48 hexadecimal digits.
    public var description: String { Hexadecimal.text(of: bytes) }

    /// An order that means nothing but is always the same.
    static func < (first: Self, second: Self) -> Bool {
        (first.tenant.value, first.high, first.low) < (second.tenant.value, second.high, second.low)
    }
}
