// SPDX-License-Identifier: Apache-2.0

internal import Crypto

extension S3Call {
    /// Sends an XML document, with the checksum that stores demand of such requests.
    mutating func setDocument(_ text: String) {
        body = S3Body(text)
        let checksum = Insecure.MD5.hash(data: [UInt8](text.utf8))
        headers += [.init("Content-Type", "application/xml"), .init("Content-MD5", Base64.text(of: Array(checksum)))]
    }
}

/// Base64 as RFC 4648 has it, with padding.
enum Base64 {
    private static let digits = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = (0..<3).reduce(UInt32(0)) { $0 << 8 | UInt32(start + $1 < bytes.count ? bytes[start + $1] : 0) }
            for place in 0..<4 {
                text.append(place <= group.count ? digits[Int(word >> (18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
