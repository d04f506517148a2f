// SPDX-License-Identifier: Apache-2.0

import Storage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Sums of contents` {
    /// CRC32C of RFC 3720, appendix B.4, and SHA-256 of FIPS 180-2, appendix B.1.
    @Test func `published examples have their published sums`() {
        #expect(Content([UInt8](repeating: 0, count: 32)).sum.checksum == 0x8A91_36AA)
        #expect(Content([UInt8](repeating: 0xFF, count: 32)).sum.checksum == 0x62A8_AB43)
        #expect(Content([UInt8](0..<32)).sum.checksum == 0x46DD_794E)
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(ContentDigest(of: [UInt8]("abc".utf8)).description == digest)
        #expect(ContentDigest(digest) == ContentDigest(of: [UInt8]("abc".utf8)))
    }

    /// Lengths around the blocks of the fast path.
    @Test(arguments: [0, 1, 7, 8, 9, 2047, 6143, 6144, 6145, 20_000])
    func `bytes in pieces have the sum of the whole`(byteCount: Int) {
        let bytes = SeededBytes.of("pieces", count: byteCount)
        var hasher = ContentHasher()
        for start in stride(from: 0, to: byteCount, by: 61) {
            hasher.update([UInt8](bytes[start..<min(start + 61, byteCount)]))
        }
        let sum = hasher.finish()
        #expect(sum == Content(bytes).sum && sum.byteCount == byteCount)
        let table = bytes.reduce(~0 as UInt32) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
        }
        #expect(sum.checksum == ~table)
    }
}
