// SPDX-License-Identifier: Apache-2.0

/// The chunks of a PNG (PNG Specification, third edition, section 5; XMP Specification part 3, section 1.1.5).
enum PNGLayout {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Keyword of the text chunk with a packet.
    static let keyword: StaticString = "XML:com.adobe.xmp\0"
    /// Keyword under which older programs store XMP, compressed.
    private static let olderKeyword: StaticString = "Raw profile type xmp\0"
    /// Chunks beside the critical ones that say which pixels are shown: transparency and animation.
    private static let pictureChunks: [StaticString] = ["tRNS", "acTL", "fcTL", "fdAT"]

    /// Walks the whole file up to IEND; what follows that is kept.
    ///
    /// XMP goes before the first IDAT.
    static func read(_ bytes: [UInt8]) throws(ProvenanceError) -> FileLayout {
        let format = LabelledFormat.png
        var layout = FileLayout(parts: [FilePart(range: 0..<signature.count, role: .picture)], insertion: 0)
        var start = signature.count
        var isLast = false
        while !isLast {
            guard let length = bytes.big32(at: start), start + 8 <= bytes.count else { throw format.truncated }
            guard length <= 0x7FFF_FFFF else { throw format.damaged("a chunk is longer than 2147483647 bytes") }
            let end = start + 12 + length
            guard end <= bytes.count else { throw format.truncated }
            let isFirst = layout.parts.count == 1
            guard bytes.holds("IHDR", at: start + 4) == isFirst else {
                throw format.damaged("IHDR is not its first chunk")
            }
            if layout.insertion == 0, bytes.holds("IDAT", at: start + 4) { layout.insertion = layout.parts.count }
            let role = try role(of: bytes, chunk: start..<end)
            layout.parts.append(FilePart(range: start..<end, role: role))
            isLast = bytes.holds("IEND", at: start + 4)
            start = end
        }
        guard layout.insertion > 0 else { throw format.damaged("it has no pixels") }
        if start < bytes.count { layout.parts.append(FilePart(range: start..<bytes.count, role: .other)) }
        return layout
    }

    private static func role(of bytes: [UInt8], chunk: Range<Int>) throws(ProvenanceError) -> FilePart.Role {
        let type = chunk.lowerBound + 4
        let body = chunk.lowerBound + 8..<chunk.upperBound - 4
        // The fifth bit of the first letter is clear in critical chunks.
        if bytes[type] & 0x20 == 0 { return .picture }
        if pictureChunks.contains(where: { bytes.holds($0, at: type) }) { return .picture }
        let isText = ["iTXt", "tEXt", "zTXt"].contains { bytes.holds($0, at: type) }
        guard isText else { return .other }
        if begins(body, with: olderKeyword, bytes) { return .xmp(packet: nil) }
        guard bytes.holds("iTXt", at: type), begins(body, with: keyword, bytes) else { return .other }
        return .xmp(packet: try packet(in: body, bytes, checksumAt: body.upperBound))
    }

    private static func begins(_ body: Range<Int>, with keyword: StaticString, _ bytes: [UInt8]) -> Bool {
        body.count >= keyword.utf8CodeUnitCount && bytes.holds(keyword, at: body.lowerBound)
    }

    /// The text of an iTXt chunk; `nil` when it is compressed.
    private static func packet(
        in body: Range<Int>,
        _ bytes: [UInt8],
        checksumAt place: Int
    ) throws(ProvenanceError) -> Range<Int>? {
        let format = LabelledFormat.png
        guard bytes.big32(at: place) == Int(CRC32.checksum(bytes[body.lowerBound - 4..<body.upperBound])) else {
            throw format.damaged("the checksum of its XMP is wrong")
        }
        // Behind the keyword: compression flag and method, then language and translated keyword, each ended by a zero.
        var rest = body.dropFirst(keyword.utf8CodeUnitCount)
        guard let flag = rest.popFirst(), rest.popFirst() != nil else { throw format.damaged("its XMP has no text") }
        for _ in 0..<2 {
            guard let zero = rest.first(where: { bytes[$0] == 0 }) else { throw format.damaged("its XMP has no text") }
            rest = zero + 1..<rest.upperBound
        }
        return bytes[flag] == 0 ? rest : nil
    }

    /// An iTXt chunk with a packet, uncompressed.
    static func chunk(_ packet: [UInt8]) throws(ProvenanceError) -> [UInt8] {
        let named = Array("iTXt".utf8) + keyword.description.utf8 + [0, 0, 0, 0] + packet
        guard let length = UInt32(exactly: named.count - 4), length <= 0x7FFF_FFFF else {
            throw ProvenanceError(
                .packetTooLarge,
                "the XMP packet does not fit into a PNG chunk",
                measured: "\(packet.count) bytes",
                limit: "2147483647 bytes"
            )
        }
        return [UInt8].big32(length) + named + [UInt8].big32(CRC32.checksum(named))
    }
}
