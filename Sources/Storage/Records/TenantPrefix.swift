// SPDX-License-Identifier: Apache-2.0

/// What the ids of all objects of one tenant begin with.
public struct TenantPrefix: Hashable, Sendable, CustomStringConvertible {
    let value: UInt64

    /// The prefix of a tenant: the first 8 bytes of SHA-256 of its name.
    public init(_ tenant: String) {
        value = ContentDigest(of: [UInt8]("facefleet.tenant:\(tenant)".utf8)).words.0
    }

    init(value: UInt64) { self.value = value }

    /// 16 hexadecimal digits, without the tenant's name.
    public var description: String {
        var writer = ByteWriter()
        writer.append(value)
        return Hexadecimal.text(of: writer.bytes)
    }
}
