// SPDX-License-Identifier: Apache-2.0

/// Writes PNG files of every kind, slowly and without compression, for tests to decode.
public struct PNGBuilder: Sendable {
    /// Width and height as written into the header.
    public var width: Int
    /// See ``width``.
    public var height: Int
    /// 1, 2, 4, 8 or 16.
    public var bitDepth: Int
    /// 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha.
    public var colorType: Int
    /// Whether the pixels come in the seven passes of Adam7.
    public var isInterlaced = false
    /// Chunks between IHDR and the pixels.
    public var chunks: [(name: String, body: [UInt8])] = []

    /// A builder without extra chunks.
    public init(width: Int, height: Int, bitDepth: Int, colorType: Int) {
        self.width = width
        self.height = height
        self.bitDepth = bitDepth
        self.colorType = colorType
    }

    /// Samples in a pixel.
    public var channelCount: Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colorType] ?? 1 }

    /// The file whose sample at column, row and channel is what `sample` says.
    public func file(_ sample: (Int, Int, Int) -> Int) -> [UInt8] {
        var rows: [UInt8] = []
        for (startX, startY, stepX, stepY) in passes {
            let columns = Array(stride(from: startX, to: width, by: stepX))
            guard !columns.isEmpty else { continue }
            for y in stride(from: startY, to: height, by: stepY) {
                rows.append(0)
                rows += packed(columns.flatMap { x in (0..<channelCount).map { sample(x, y, $0) } })
            }
        }
        return file(filteredRows: rows)
    }

    /// The file whose pixels, once unpacked, are these bytes: for every row a filter and as many bytes as it needs.
    public func file(filteredRows rows: [UInt8]) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let header = Self.big32(width) + Self.big32(height) + [UInt8(bitDepth), UInt8(colorType), 0, 0]
        file += Self.chunk("IHDR", header + [isInterlaced ? 1 : 0])
        for (name, body) in chunks { file += Self.chunk(name, body) }
        return file + Self.chunk("IDAT", Self.stored(rows)) + Self.chunk("IEND", [])
    }

    /// A chunk with its length and checksum.
    public static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + body
        return big32(body.count) + named + big32(Int(checksum(named)))
    }

    /// A file with every chunk's checksum right, so that changes reach what lies behind the checks.
    public static func withChecksums(_ file: [UInt8]) -> [UInt8] {
        var fixed = file
        var offset = 8
        while offset + 12 <= fixed.count {
            let length = fixed[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= fixed.count - offset - 12 else { break }
            let end = offset + 8 + length
            fixed.replaceSubrange(end..<end + 4, with: big32(Int(checksum(Array(fixed[offset + 4..<end])))))
            offset = end + 4
        }
        return fixed
    }

    /// Four bytes, the most significant first.
    public static func big32(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// A zlib stream of stored blocks (RFC 1950 and 1951).
    public static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var offset = 0
        repeat {
            let length = min(65_535, bytes.count - offset)
            let isLast: UInt8 = offset + length == bytes.count ? 1 : 0
            let low = UInt8(length & 255)
            let high = UInt8(length >> 8)
            stream += [isLast, low, high, ~low, ~high] + bytes[offset..<offset + length]
            offset += length
        } while offset < bytes.count
        var sums = (a: 1, b: 0)
        for byte in bytes {
            sums.a = (sums.a + Int(byte)) % 65_521
            sums.b = (sums.b + sums.a) % 65_521
        }
        return stream + big32(sums.b << 16 | sums.a)
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { checksumTable[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
    }

    private static let checksumTable: [UInt32] = (0..<256).map { value in
        (0..<8).reduce(UInt32(value)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }

    /// First column, first row, and steps of each pass.
    private var passes: [(Int, Int, Int, Int)] {
        guard isInterlaced else { return [(0, 0, 1, 1)] }
        return [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    }

    /// One row of samples, the leftmost in the highest bits.
    private func packed(_ samples: [Int]) -> [UInt8] {
        if bitDepth == 16 { return samples.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: samples.count, by: 8 / bitDepth) {
            var byte = 0
            for index in 0..<8 / bitDepth {
                let value = start + index < samples.count ? samples[start + index] : 0
                byte = byte << bitDepth | value
            }
            bytes.append(UInt8(byte))
        }
        return bytes
    }
}
