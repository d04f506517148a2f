// SPDX-License-Identifier: Apache-2.0

/// Walks the markers of a JPEG up to its first scan (ITU-T T.81, annex B).
enum JPEGHeaderReader {
    static func read(_ bytes: Span<UInt8>) throws(HeaderFault) -> ImageHeader {
        var frame: ImageHeader?
        var orientation: Orientation?
        var hasICCProfile = false
        var offset = 2
        do throws(HeaderFault) {
            while true {
                let marker = try nextMarker(bytes, &offset)
                if marker == 0xDA { break }
                if isStandalone(marker) { continue }
                guard marker != 0xD9 else { throw .malformed("the JPEG ends before its first scan") }
                let length = try bytes.big16(at: offset)
                guard length >= 2 else { throw .malformed("a JPEG segment is shorter than its own length field") }
                let body = offset + 2
                switch marker {
                case 0xE1 where orientation == nil && bytes.matches("Exif\0", at: body):
                    orientation = EXIFOrientation.read(bytes, in: body..<min(offset + length, bytes.count))
                case 0xE2 where bytes.matches("ICC_PROFILE\0", at: body):
                    hasICCProfile = true
                case 0xC0...0xCF where marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
                    guard frame == nil else { throw .malformed("the JPEG has two frame headers") }
                    frame = try readFrame(bytes, marker: marker, at: offset, length: length)
                default:
                    break
                }
                offset += length
            }
        } catch .needsMoreBytes where frame != nil {
            // The size is known; what lies between the frame header and the first scan is seldom more than tables.
        }
        guard var header = frame else { throw .malformed("the JPEG has no frame header before its first scan") }
        header.orientation = orientation ?? .up
        header.displaySize = header.orientation.displaySize(ofStored: header.size)
        header.hasICCProfile = hasICCProfile
        return header
    }

    /// The next marker's second byte; `offset` moves behind it.
    ///
    /// Stray bytes before a marker are passed over as libjpeg does: some cameras pad their segments.
    private static func nextMarker(_ bytes: Span<UInt8>, _ offset: inout Int) throws(HeaderFault) -> Int {
        while true {
            while try bytes.byte(at: offset) != 0xFF { offset += 1 }
            while try bytes.byte(at: offset) == 0xFF { offset += 1 }
            let marker = try bytes.byte(at: offset)
            offset += 1
            if marker != 0 { return marker }
        }
    }

    /// Markers without a length: TEM, RST0 to RST7 and a second SOI.
    private static func isStandalone(_ marker: Int) -> Bool {
        marker == 0x01 || (0xD0...0xD8).contains(marker)
    }

    private static func readFrame(
        _ bytes: Span<UInt8>,
        marker: Int,
        at offset: Int,
        length: Int
    ) throws(HeaderFault) -> ImageHeader {
        guard marker <= 0xC2 else { throw .unsupported("a JPEG of a kind that is not read (\(kind(of: marker)))") }
        let precision = try bytes.byte(at: offset + 2)
        let height = try bytes.big16(at: offset + 3)
        let width = try bytes.big16(at: offset + 5)
        let componentCount = try bytes.byte(at: offset + 7)
        guard precision == 8 else { throw .unsupported("a JPEG with \(precision) bits in a sample, not 8") }
        guard length == 8 + 3 * componentCount else { throw .malformed("the JPEG's frame header has a wrong length") }
        // A height of 0 would be told by a DNL marker after the first scan, which nobody writes.
        guard width > 0, height > 0 else { throw .malformed("the JPEG says it is \(width) x \(height) pixels") }
        let channels: ImageHeader.Channels
        switch componentCount {
        case 1: channels = .gray
        case 3: channels = .rgb
        case 4: channels = .cmyk
        default: throw .unsupported("a JPEG with \(componentCount) colour components")
        }
        var header = ImageHeader(format: .jpeg, size: PixelSize(width: width, height: height), channels: channels)
        header.isProgressive = marker == 0xC2
        return header
    }

    private static func kind(of marker: Int) -> String {
        switch marker {
        case 0xC3: "lossless"
        case 0xC9, 0xCA: "arithmetic coding"
        case 0xCB: "lossless, arithmetic coding"
        default: "hierarchical"
        }
    }
}
