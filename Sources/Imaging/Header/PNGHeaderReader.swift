// SPDX-License-Identifier: Apache-2.0

/// Walks the chunks of a PNG (PNG Specification, third edition, sections 5 and 11).
enum PNGHeaderReader {
    static func read(_ bytes: Span<UInt8>) throws(HeaderFault) -> ImageHeader {
        if bytes.matches("CgBI", at: 12) { throw .unsupported("a PNG in Apple's private CgBI variant") }
        var header = try readIHDR(bytes)
        var seesPixels = false
        do throws(HeaderFault) {
            try walk(bytes, &header, &seesPixels)
        } catch .needsMoreBytes where seesPixels {
            // The size is known and nothing before the pixels was missed.
        }
        header.displaySize = header.orientation.displaySize(ofStored: header.size)
        return header
    }

    /// Takes from each chunk behind IHDR what the header wants to know.
    private static func walk(
        _ bytes: Span<UInt8>,
        _ header: inout ImageHeader,
        _ seesPixels: inout Bool
    ) throws(HeaderFault) {
        var offset = 33
        while true {
            let length = try bytes.big32(at: offset)
            guard length <= 0x7FFF_FFFF else { throw .malformed("a PNG chunk is longer than 2147483647 bytes") }
            _ = try bytes.big32(at: offset + 4)
            let body = offset + 8
            if bytes.matches("IDAT", at: offset + 4) { seesPixels = true }
            if bytes.matches("tRNS", at: offset + 4) { header.hasAlpha = true }
            if bytes.matches("iCCP", at: offset + 4) { header.hasICCProfile = true }
            if bytes.matches("acTL", at: offset + 4), !seesPixels { header.isAnimated = true }
            if bytes.matches("eXIf", at: offset + 4) {
                let orientation = EXIFOrientation.read(bytes, in: body..<min(body + length, bytes.count))
                header.orientation = orientation ?? header.orientation
            }
            if bytes.matches("IEND", at: offset + 4) { break }
            offset = body + length + 4
        }
        guard seesPixels else { throw .malformed("the PNG ends without pixels") }
    }

    private static func readIHDR(_ bytes: Span<UInt8>) throws(HeaderFault) -> ImageHeader {
        let length = try bytes.big32(at: 8)
        _ = try bytes.big32(at: 12)
        guard length == 13, bytes.matches("IHDR", at: 12) else {
            throw .malformed("the PNG does not begin with an IHDR chunk of 13 bytes")
        }
        let width = try bytes.big32(at: 16)
        let height = try bytes.big32(at: 20)
        let bitDepth = try bytes.byte(at: 24)
        let colorType = try bytes.byte(at: 25)
        let compression = try bytes.byte(at: 26)
        let filter = try bytes.byte(at: 27)
        let interlace = try bytes.byte(at: 28)
        guard (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height) else {
            throw .malformed("the PNG says it is \(width) x \(height) pixels")
        }
        guard compression == 0, filter == 0, interlace <= 1 else {
            throw .malformed("the PNG names an unknown compression, filter or interlace method")
        }
        guard let (channels, depths) = layouts[colorType], depths.contains(bitDepth) else {
            throw .malformed("the PNG has colour type \(colorType) with \(bitDepth) bits, which does not exist")
        }
        var header = ImageHeader(format: .png, size: PixelSize(width: width, height: height), channels: channels)
        header.bitDepth = bitDepth
        header.isProgressive = interlace == 1
        return header
    }

    /// Channels and allowed bit depths of each colour type (section 11.2.1, table 12).
    private static let layouts: [Int: (ImageHeader.Channels, [Int])] = [
        0: (.gray, [1, 2, 4, 8, 16]), 2: (.rgb, [8, 16]), 3: (.palette, [1, 2, 4, 8]), 4: (.grayAlpha, [8, 16]),
        6: (.rgba, [8, 16]),
    ]
}
