// SPDX-License-Identifier: Apache-2.0

/// Puts a label into a finished image file and finds its packet again.
///
/// Every other byte stays as it was, apart from the sizes and flags that a WebP keeps of its own chunks.
enum XMPEmbedder {
    /// The file with the label as part of its XMP.
    ///
    /// What its first packet says besides stays; further packets, continuations of one and compressed ones go, so that
    /// the file has one packet. A packet that cannot be read, or has no room for the label, gives way to it.
    ///
    /// - Parameters:
    ///   - metadata: The label.
    ///   - file: A whole JPEG, PNG or WebP.
    /// - Returns: The labelled file.
    /// - Throws: `unsupported_format`, `file_damaged`, `packet_too_large`.
    static func embed(_ metadata: AIGCMetadata, in file: [UInt8]) throws(ProvenanceError) -> [UInt8] {
        let format = try LabelledFormat(file)
        let layout = try format.layout(of: file)
        let merged = layout.packet.flatMap { XMPMerge.text(metadata, into: Array(file[$0])).map { Array($0.utf8) } }
        let packet: [UInt8] =
            if let merged, merged.count <= format.packetByteCountMax { merged } else {
                Array(XMPPacket.text(metadata).utf8)
            }
        switch format {
        case .jpeg: return layout.file(file, inserting: try JPEGLayout.segment(packet))
        case .png: return layout.file(file, inserting: try PNGLayout.chunk(packet))
        case .webp: return try WebPLayout.file(file, layout, packet: packet)
        }
    }

    /// The first XMP packet of a file; `nil` when it has none.
    ///
    /// - Throws: `unsupported_format`, `file_damaged`; `metadata_malformed` when there is XMP but only in a way that is
    ///   not read (compressed, or older than XMP's own rules).
    static func packet(in file: [UInt8]) throws(ProvenanceError) -> [UInt8]? {
        let layout = try LabelledFormat(file).layout(of: file)
        if let range = layout.packet { return Array(file[range]) }
        guard layout.hasXMP else { return nil }
        throw ProvenanceError(.metadataMalformed, "the file's XMP is compressed or stored in a way that is not read")
    }
}
