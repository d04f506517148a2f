// SPDX-License-Identifier: Apache-2.0

import Imaging

/// Writes PNG files without compression, independent of the encoder under test.
enum SimplePNG {
    /// A file with these pixels, `.rgb`.
    static func file(_ pixels: borrowing PixelBuffer) -> [UInt8] {
        precondition(pixels.layout == .rgb, "only colour")
        let row = pixels.rowByteCount
        var lines: [UInt8] = []
        lines.reserveCapacity((row + 1) * pixels.size.height)
        let bytes = pixels.bytes
        for y in 0..<pixels.size.height {
            lines.append(0)
            for x in 0..<row { lines.append(bytes[y * row + x]) }
        }
        let header = bigEndian(UInt32(pixels.size.width)) + bigEndian(UInt32(pixels.size.height)) + [8, 2, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
            + chunk("IDAT", stored(lines)) + chunk("IEND", [])
    }

    /// A file of one colour.
    static func flat(width: Int, height: Int, gray: UInt8 = 128) -> [UInt8] {
        file(PixelBuffer(size: PixelSize(width: width, height: height), layout: .rgb, filledWith: gray))
    }

    /// A file whose header promises a size and that holds no pixels.
    static func headerOnly(width: Int, height: Int) -> [UInt8] {
        let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 2, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
            + chunk("IDAT", stored([])) + chunk("IEND", [])
    }

    /// RFC 1950 around stored blocks of RFC 1951, section 3.2.4.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var file: [UInt8] = [0x78, 0x01]
        var offset = 0
        repeat {
            let count = min(0xFFFF, bytes.count - offset)
            let last: UInt8 = offset + count == bytes.count ? 1 : 0
            file += [last, UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF), UInt8(~count >> 8 & 0xFF)]
            file += bytes[offset..<offset + count]
            offset += count
        } while offset < bytes.count
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return file + bigEndian(b << 16 | a)
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(checksum(body))
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ sum >> 8 }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }
}
