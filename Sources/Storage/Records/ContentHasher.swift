// SPDX-License-Identifier: Apache-2.0

internal import CStorage
internal import Crypto

/// Takes bytes as they arrive and tells their digest, checksum and count.
public struct ContentHasher: Sendable {
    private var hash = SHA256()
    private var checksum: UInt32 = 0
    private var byteCount = 0

    /// A hasher that has seen nothing.
    public init() {}

    /// Adds the bytes of an array.
    public mutating func update(_ bytes: [UInt8]) { unsafe update(bytes.span.bytes) }

    /// Adds bytes.
    public mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe hash.update(bufferPointer: buffer)
            checksum = unsafe facefleet_crc32c(checksum, buffer.baseAddress, buffer.count)
        }
        byteCount += bytes.byteCount
    }

    /// What the bytes so far amount to.
    public func finish() -> ContentSum {
        ContentSum(digest: ContentDigest(hash.finalize()), checksum: checksum, byteCount: byteCount)
    }
}

/// How content is recognised.
public struct ContentSum: Hashable, Sendable {
    /// SHA-256, against exchange.
    public let digest: ContentDigest
    /// CRC32C, against accidents; what a scan at the start can afford.
    public let checksum: UInt32
    /// Length in bytes.
    public let byteCount: Int
}

/// CRC32C of bytes that are at hand.
enum Checksum {
    static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 { update(0, bytes) }

    static func update(_ checksum: UInt32, _ bytes: ArraySlice<UInt8>) -> UInt32 {
        unsafe bytes.withUnsafeBytes { unsafe facefleet_crc32c(checksum, $0.baseAddress, $0.count) }
    }
}
