// SPDX-License-Identifier: Apache-2.0

/// The chunks of a WebP (RFC 9649, section 2).
enum WebPLayout {
    private static let pictureChunks: [StaticString] = ["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF"]
    /// The bits of VP8X's first byte.
    private enum Flag {
        static let profile: UInt8 = 0x20
        static let alpha: UInt8 = 0x10
        static let exif: UInt8 = 0x08
        static let xmp: UInt8 = 0x04
    }
    /// Largest value of RIFF's size field that leaves room for the header.
    private static let riffSizeMax = 0xFFFF_FFFE

    /// Walks all chunks; what follows the RIFF is kept.
    ///
    /// XMP goes behind the last chunk.
    static func read(_ bytes: [UInt8]) throws(ProvenanceError) -> FileLayout {
        let format = LabelledFormat.webp
        guard let riffSize = bytes.little32(at: 4) else { throw format.truncated }
        let riffEnd = 8 + riffSize
        guard riffEnd <= bytes.count else { throw format.truncated }
        var layout = FileLayout(parts: [FilePart(range: 0..<12, role: .other)], insertion: 0)
        var start = 12
        while start < riffEnd {
            guard start + 8 <= riffEnd, let length = bytes.little32(at: start + 4) else {
                throw format.damaged("a chunk is cut off")
            }
            let body = start + 8..<start + 8 + length
            guard body.upperBound <= riffEnd else { throw format.damaged("a chunk reaches past the end") }
            // Some programs leave out the last chunk's padding.
            let end = min(body.upperBound + length & 1, riffEnd)
            let role: FilePart.Role =
                if bytes.holds("XMP ", at: start) {
                    .xmp(packet: body)
                } else if pictureChunks.contains(where: { bytes.holds($0, at: start) }) {
                    .picture
                } else {
                    .other
                }
            layout.parts.append(FilePart(range: start..<end, role: role))
            start = end
        }
        guard layout.parts.contains(where: { $0.role == .picture }) else { throw format.damaged("it has no pixels") }
        layout.insertion = layout.parts.count
        if riffEnd < bytes.count { layout.parts.append(FilePart(range: riffEnd..<bytes.count, role: .other)) }
        return layout
    }

    /// The file with a packet in the place of any XMP it had, and with the header that this needs.
    static func file(_ bytes: [UInt8], _ layout: FileLayout, packet: [UInt8]) throws(ProvenanceError) -> [UInt8] {
        var chunks: [UInt8] = []
        chunks.reserveCapacity(bytes.count + packet.count + 32)
        let first = layout.parts[1].range.lowerBound
        if bytes.holds("VP8X", at: first) {
            guard layout.parts[1].range.count >= 18 else {
                throw LabelledFormat.webp.damaged("its header is too short")
            }
        } else {
            chunks += try header(bytes, layout)
        }
        for part in layout.parts[1..<layout.insertion] {
            if case .xmp = part.role { continue }
            chunks += bytes[part.range]
            if chunks.count & 1 == 1 { chunks.append(0) }
        }
        chunks[8] |= Flag.xmp
        chunks += Array("XMP ".utf8) + [UInt8].little(packet.count, byteCount: 4) + packet
        if packet.count & 1 == 1 { chunks.append(0) }
        let size = chunks.count + 4
        guard size <= riffSizeMax else {
            throw ProvenanceError(
                .packetTooLarge,
                "the WebP with its XMP packet is too large",
                measured: "\(size) bytes",
                limit: "\(riffSizeMax) bytes"
            )
        }
        let trailer = layout.parts[layout.insertion...].flatMap { bytes[$0.range] }
        return bytes[0..<4] + [UInt8].little(size, byteCount: 4) + bytes[8..<12] + chunks + trailer
    }

    /// A VP8X chunk for a file that had none: flags and size of the canvas, from the chunks that are there.
    private static func header(_ bytes: [UInt8], _ layout: FileLayout) throws(ProvenanceError) -> [UInt8] {
        let starts = layout.parts[1..<layout.insertion].map(\.range.lowerBound)
        func has(_ name: StaticString) -> Bool { starts.contains { bytes.holds(name, at: $0) } }
        guard !has("VP8X") else { throw LabelledFormat.webp.damaged("its header is not its first chunk") }
        var flags: UInt8 = 0
        if has("ICCP") { flags |= Flag.profile }
        if has("EXIF") { flags |= Flag.exif }
        if has("ALPH") { flags |= Flag.alpha }
        guard let pixels = starts.first(where: { bytes.holds("VP8 ", at: $0) || bytes.holds("VP8L", at: $0) }) else {
            throw LabelledFormat.webp.damaged("it has no pixels")
        }
        let body = pixels + 8
        let (width, height): (Int, Int)
        if bytes.holds("VP8L", at: pixels) {
            // Signature, then 14 bits each of width and height less one, and whether alpha is used (section 3.4).
            guard let bits = bytes.little32(at: body + 1), bytes[body] == 0x2F else {
                throw LabelledFormat.webp.damaged("its lossless signature is missing")
            }
            (width, height) = (bits & 0x3FFF, bits >> 14 & 0x3FFF)
            if bits >> 28 & 1 == 1 { flags |= Flag.alpha }
        } else {
            // Frame tag, start code, then 14 bits each of width and height with a scale above them (RFC 6386, 9.1).
            guard let code = bytes.little32(at: body + 2), code >> 8 == 0x2A019D,
                let sizes = bytes.little32(at: body + 6)
            else { throw LabelledFormat.webp.damaged("its pixels do not begin with a key frame") }
            (width, height) = ((sizes & 0x3FFF) - 1, (sizes >> 16 & 0x3FFF) - 1)
            guard width >= 0, height >= 0 else { throw LabelledFormat.webp.damaged("it has no pixels") }
        }
        return Array("VP8X".utf8) + [UInt8].little(10, byteCount: 4) + [flags, 0, 0, 0]
            + [UInt8].little(width, byteCount: 3) + [UInt8].little(height, byteCount: 3)
    }
}
