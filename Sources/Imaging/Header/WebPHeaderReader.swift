// SPDX-License-Identifier: Apache-2.0

/// Reads the RIFF chunks of a WebP (RFC 9649).
enum WebPHeaderReader {
    static func read(_ bytes: Span<UInt8>) throws(HeaderFault) -> ImageHeader {
        let (width, height): (Int, Int)
        if bytes.matches("VP8X", at: 12) { return try readExtended(bytes) }
        _ = try bytes.little32(at: 16)
        let isLossless = bytes.matches("VP8L", at: 12)
        guard isLossless || bytes.matches("VP8 ", at: 12) else {
            throw .malformed("the WebP begins with an unknown chunk")
        }
        var hasAlpha = false
        if isLossless {
            (width, height, hasAlpha) = try readLossless(bytes, at: 20)
        } else {
            (width, height) = try readLossy(bytes, at: 20)
        }
        let size = PixelSize(width: width, height: height)
        var header = ImageHeader(format: .webp, size: size, channels: hasAlpha ? .rgba : .rgb)
        header.isLossless = isLossless
        return header
    }

    /// The extended layout: canvas size and flags first (section 2.7.1), then chunks.
    private static func readExtended(_ bytes: Span<UInt8>) throws(HeaderFault) -> ImageHeader {
        guard try bytes.little32(at: 16) >= 10 else { throw .malformed("the WebP's VP8X chunk is too short") }
        let flags = try bytes.byte(at: 20)
        let size = PixelSize(width: try bytes.little24(at: 24) + 1, height: try bytes.little24(at: 27) + 1)
        let hasAlpha = flags & 0x10 != 0
        var header = ImageHeader(format: .webp, size: size, channels: hasAlpha ? .rgba : .rgb)
        header.hasICCProfile = flags & 0x20 != 0
        header.isAnimated = flags & 0x02 != 0
        var seesPixels = false
        do throws(HeaderFault) {
            try walk(bytes, &header, &seesPixels)
        } catch .needsMoreBytes where seesPixels {
            // EXIF data comes behind the pixels; a prefix, and a file that is cut off, do without.
        }
        header.displaySize = header.orientation.displaySize(ofStored: size)
        return header
    }

    private static func walk(
        _ bytes: Span<UInt8>,
        _ header: inout ImageHeader,
        _ seesPixels: inout Bool
    ) throws(HeaderFault) {
        let riffEnd = try bytes.little32(at: 4) + 8
        var offset = 12 + 8 + (try bytes.little32(at: 16))
        offset += offset & 1
        while offset + 8 <= riffEnd {
            let length = try bytes.little32(at: offset + 4)
            let body = offset + 8
            if bytes.matches("EXIF", at: offset) {
                let orientation = EXIFOrientation.read(bytes, in: body..<min(body + length, bytes.count))
                header.orientation = orientation ?? header.orientation
            } else if !seesPixels {
                seesPixels = try readPixelChunk(bytes, at: offset, &header)
            }
            offset = body + length + (length & 1)
        }
        guard seesPixels else { throw .malformed("the WebP ends without pixels") }
    }

    /// Looks into the first chunk that holds pixels.
    ///
    /// - Returns: Whether the chunk was one.
    private static func readPixelChunk(
        _ bytes: Span<UInt8>,
        at offset: Int,
        _ header: inout ImageHeader
    ) throws(HeaderFault) -> Bool {
        if bytes.matches("ANMF", at: offset) {
            // A frame of an animation: 16 bytes of place and duration, then chunks as in a still picture.
            var inner = offset + 8 + 16
            if bytes.matches("ALPH", at: inner) {
                let length = try bytes.little32(at: inner + 4)
                inner += 8 + length + (length & 1)
            }
            _ = try bytes.little32(at: inner)
            header.isLossless = bytes.matches("VP8L", at: inner)
            return true
        }
        let body = offset + 8
        let (width, height): (Int, Int)
        if bytes.matches("VP8L", at: offset) {
            header.isLossless = true
            (width, height, _) = try readLossless(bytes, at: body)
        } else if bytes.matches("VP8 ", at: offset) {
            (width, height) = try readLossy(bytes, at: body)
        } else {
            return false
        }
        guard !header.isAnimated, PixelSize(width: width, height: height) == header.size else {
            throw .malformed(
                "the WebP says it is \(header.size.width) x \(header.size.height) pixels but holds \(width) x \(height)"
            )
        }
        return true
    }

    /// The bit stream of a lossy frame: a key frame's start code and size (RFC 6386, section 9.1).
    private static func readLossy(_ bytes: Span<UInt8>, at offset: Int) throws(HeaderFault) -> (Int, Int) {
        let isKeyFrame = try bytes.byte(at: offset) & 1 == 0
        guard isKeyFrame, try bytes.big32(at: offset + 2) & 0xFF_FFFF == 0x9D012A else {
            throw .malformed("the WebP's pixels do not begin with a key frame")
        }
        let width = try bytes.little16(at: offset + 6) & 0x3FFF
        let height = try bytes.little16(at: offset + 8) & 0x3FFF
        guard width > 0, height > 0 else { throw .malformed("the WebP says it is \(width) x \(height) pixels") }
        return (width, height)
    }

    /// The bit stream of a lossless picture: signature, then two times 14 bits and the alpha hint (RFC 9649, 3.4).
    private static func readLossless(_ bytes: Span<UInt8>, at offset: Int) throws(HeaderFault) -> (Int, Int, Bool) {
        guard try bytes.byte(at: offset) == 0x2F else { throw .malformed("the WebP's lossless signature is missing") }
        let bits = try bytes.little32(at: offset + 1)
        return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bits >> 28 & 1 == 1)
    }
}
