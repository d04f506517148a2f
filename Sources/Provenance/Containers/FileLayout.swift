// SPDX-License-Identifier: Apache-2.0

import Imaging

/// A piece of an image file: a segment, a chunk or what lies between.
struct FilePart: Hashable {
    /// What a piece is to a label.
    enum Role: Hashable {
        /// Holds the pixels, or what turns them into numbers: never changed, and what an ``IntegrityCode`` covers.
        case picture
        /// Holds XMP; the range is the packet's, `nil` where it is compressed, continues another or is written in an
        /// older way, and so is not read.
        case xmp(packet: Range<Int>?)
        /// Everything else, kept as it is.
        case other
    }

    /// Its bytes in the file.
    let range: Range<Int>
    let role: Role
}

/// A file cut into pieces that cover it without gaps, in order.
struct FileLayout {
    var parts: [FilePart] = []
    /// Before which of the parts XMP goes.
    var insertion = 0

    /// Where the first packet lies that can be read.
    var packet: Range<Int>? {
        for part in parts {
            if case .xmp(let packet?) = part.role { return packet }
        }
        return nil
    }

    /// Whether there is XMP of whatever kind.
    var hasXMP: Bool {
        parts.contains { part in
            if case .xmp = part.role { true } else { false }
        }
    }

    /// The file without its XMP and with a new piece.
    func file(_ bytes: [UInt8], inserting piece: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + piece.count)
        for (index, part) in parts.enumerated() {
            if index == insertion { result += piece }
            if case .xmp = part.role { continue }
            result += bytes[part.range]
        }
        if insertion >= parts.count { result += piece }
        return result
    }
}

/// A format whose files can carry XMP.
enum LabelledFormat: String {
    case jpeg = "JPEG"
    case png = "PNG"
    case webp = "WebP"

    /// The same among all formats.
    var imageFormat: ImageFormat {
        switch self {
        case .jpeg: .jpeg
        case .png: .png
        case .webp: .webp
        }
    }

    /// Longest packet that a file can hold and that is read again.
    var packetByteCountMax: Int { min(XMPPacket.byteCountMax, self == .jpeg ? JPEGLayout.packetByteCountMax : .max) }

    /// Looks at the first bytes.
    ///
    /// - Throws: `unsupported_format`.
    init(_ bytes: [UInt8]) throws(ProvenanceError) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: PNGLayout.signature) {
            self = .png
        } else if bytes.holds("RIFF", at: 0), bytes.holds("WEBP", at: 8) {
            self = .webp
        } else {
            throw ProvenanceError(.unsupportedFormat, "only JPEG, PNG and WebP carry a label")
        }
    }

    /// Cuts a whole file into pieces.
    ///
    /// - Throws: `file_damaged`.
    func layout(of bytes: [UInt8]) throws(ProvenanceError) -> FileLayout {
        switch self {
        case .jpeg: try JPEGLayout.read(bytes)
        case .png: try PNGLayout.read(bytes)
        case .webp: try WebPLayout.read(bytes)
        }
    }

    /// That a file ends before it should.
    var truncated: ProvenanceError { damaged("it ends too early") }

    /// That a file breaks a rule.
    func damaged(_ reason: String) -> ProvenanceError {
        ProvenanceError(.fileDamaged, "the \(rawValue) is damaged: \(reason)")
    }
}
