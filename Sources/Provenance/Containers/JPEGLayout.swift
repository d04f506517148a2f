// SPDX-License-Identifier: Apache-2.0

/// The segments of a JPEG (ITU-T T.81, annex B; XMP Specification part 3, section 1.1.3).
enum JPEGLayout {
    /// What an APP1 segment with a packet begins with.
    static let xmpSignature: StaticString = "http://ns.adobe.com/xap/1.0/\0"
    /// What an APP1 segment with the continuation of a packet begins with.
    private static let extensionSignature: StaticString = "http://ns.adobe.com/xmp/extension/\0"
    /// Longest packet: a segment has 65,535 bytes, its length field and the signature among them.
    static let packetByteCountMax = 65_535 - 2 - xmpSignature.utf8CodeUnitCount

    /// Walks the whole file, scans included, up to its end marker; what follows that is kept.
    ///
    /// XMP goes behind JFIF's APP0 and EXIF's APP1, which readers look for first.
    static func read(_ bytes: [UInt8]) throws(ProvenanceError) -> FileLayout {
        let format = LabelledFormat.jpeg
        var layout = FileLayout(parts: [FilePart(range: 0..<2, role: .picture)], insertion: 1)
        var start = 2
        var leads = true
        var hasScan = false
        while true {
            guard let (marker, behind) = nextMarker(bytes, from: start) else { throw format.truncated }
            if marker == 0xD9 {
                guard hasScan else { throw format.damaged("it has no pixels") }
                layout.parts.append(FilePart(range: start..<behind, role: .picture))
                if behind < bytes.count {
                    layout.parts.append(FilePart(range: behind..<bytes.count, role: .other))
                }
                return layout
            }
            if marker == 0x01 || (0xD0...0xD8).contains(marker) {
                layout.parts.append(FilePart(range: start..<behind, role: .picture))
                start = behind
                continue
            }
            guard let length = bytes.big16(at: behind) else { throw format.truncated }
            guard length >= 2 else { throw format.damaged("a segment is shorter than its own length field") }
            var end = behind + length
            guard end <= bytes.count else { throw format.truncated }
            if marker == 0xDA {
                end = endOfScan(bytes, from: end)
                hasScan = true
            }
            let role = role(of: marker, bytes, body: behind + 2..<behind + length)
            layout.parts.append(FilePart(range: start..<end, role: role))
            leads = leads && (marker == 0xE0 || marker == 0xE1 && bytes.holds("Exif\0", at: behind + 2))
            if leads { layout.insertion = layout.parts.count }
            start = end
        }
    }

    /// Second byte of the next marker and where it ends; stray bytes before it belong to its segment.
    private static func nextMarker(_ bytes: [UInt8], from start: Int) -> (UInt8, Int)? {
        var place = start
        while place < bytes.count - 1 {
            if bytes[place] == 0xFF, bytes[place + 1] != 0, bytes[place + 1] != 0xFF {
                return (bytes[place + 1], place + 2)
            }
            place += 1
        }
        return nil
    }

    /// Where the entropy-coded bytes from `start` on end: at a marker that is no restart.
    private static func endOfScan(_ bytes: [UInt8], from start: Int) -> Int {
        var place = start
        while place < bytes.count - 1 {
            if bytes[place] == 0xFF {
                let next = bytes[place + 1]
                if next != 0, next != 0xFF, !(0xD0...0xD7).contains(next) { return place }
            }
            place += 1
        }
        return bytes.count
    }

    private static func role(of marker: UInt8, _ bytes: [UInt8], body: Range<Int>) -> FilePart.Role {
        switch marker {
        case 0xE1 where begins(body, with: xmpSignature, bytes):
            .xmp(packet: body.dropFirst(xmpSignature.utf8CodeUnitCount))
        case 0xE1 where begins(body, with: extensionSignature, bytes): .xmp(packet: nil)
        // Adobe's APP14 says what the components mean.
        case 0xEE: .picture
        case 0xE0...0xEF, 0xFE: .other
        default: .picture
        }
    }

    private static func begins(_ body: Range<Int>, with signature: StaticString, _ bytes: [UInt8]) -> Bool {
        body.count >= signature.utf8CodeUnitCount && bytes.holds(signature, at: body.lowerBound)
    }

    /// An APP1 segment with a packet.
    ///
    /// - Throws: `packet_too_large`; a packet is never split.
    static func segment(_ packet: [UInt8]) throws(ProvenanceError) -> [UInt8] {
        guard packet.count <= packetByteCountMax else {
            throw ProvenanceError(
                .packetTooLarge,
                "the XMP packet does not fit into a JPEG segment",
                measured: "\(packet.count) bytes",
                limit: "\(packetByteCountMax) bytes"
            )
        }
        let length = 2 + xmpSignature.utf8CodeUnitCount + packet.count
        return [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + xmpSignature.description.utf8 + packet
    }
}
