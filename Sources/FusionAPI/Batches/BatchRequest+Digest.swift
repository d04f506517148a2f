// SPDX-License-Identifier: Apache-2.0

internal import Crypto

extension BatchRequest {
    /// SHA-256 over the digests of its fusions, in their order.
    static func digest(of children: [FusionRequest]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("batch".utf8))
        for child in children { hash.update(data: child.contentDigest) }
        return Array(hash.finalize())
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func bytes(ofHexadecimal text: String) throws(Problem) -> [UInt8] {
        let digits = Array(text.utf8)
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard place + 1 < digits.count,
                let byte = UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16)
            else { throw Problem(.internalFault, "the recorded batch cannot be read: its digest is none") }
            bytes.append(byte)
        }
        guard bytes.count == SHA256.byteCount else {
            throw Problem(.internalFault, "the recorded batch cannot be read: its digest is none")
        }
        return bytes
    }
}
