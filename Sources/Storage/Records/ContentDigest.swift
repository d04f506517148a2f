// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The SHA-256 of some bytes.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    static let byteCount = 32

    /// The digest's 32 bytes, eight in a word, the first lowest.
    let words: (UInt64, UInt64, UInt64, UInt64)

    /// The digest of `bytes`.
    public init(of bytes: [UInt8]) {
        var hasher = ContentHasher()
        hasher.update(bytes)
        self = hasher.finish().digest
    }

    /// The digest written as 64 lower-case hexadecimal digits; nil for any other text.
    public init?(_ text: String) {
        guard let bytes = Hexadecimal.bytes(of: text) else { return nil }
        self.init(bytes: bytes[...])
    }

    init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var reader = ByteReader(bytes)
        guard let first = reader.uint64(), let second = reader.uint64(), let third = reader.uint64(),
            let fourth = reader.uint64()
        else { return nil }
        words = (first, second, third, fourth)
    }

    init(_ digest: SHA256.Digest) {
        words = unsafe digest.withUnsafeBytes { bytes in
            unsafe (
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
            )
        }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(words.0)
        writer.append(words.1)
        writer.append(words.2)
        writer.append(words.3)
        return writer.bytes
    }

    /// 64 hexadecimal digits.
    public var description: String { Hexadecimal.text(of: bytes) }

    /// Whether two digests are the same.
    public static func == (first: Self, second: Self) -> Bool { first.words == second.words }

    /// Hashes the first bytes: a digest's own are as good as any hash.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
