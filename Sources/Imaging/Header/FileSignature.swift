// SPDX-License-Identifier: Apache-2.0

/// What the first bytes of a file look like.
enum FileSignature: Hashable {
    case jpeg, png, webp, isoMedia
    /// Not enough bytes to tell.
    case tooShort(String)
    /// Something that is not read; the text names it.
    case other(String)

    /// The bytes that tell every format apart.
    static let byteCount = 12

    init(_ bytes: Span<UInt8>) {
        if bytes.count == 0 {
            self = .tooShort("the file is empty")
        } else if bytes.count >= 3, bytes[0] == 0xFF, bytes[1] == 0xD8, bytes[2] == 0xFF {
            self = .jpeg
        } else if bytes.matches("\u{0D}\n\u{1A}\n", at: 4), bytes[0] == 0x89, bytes.matches("PNG", at: 1) {
            self = .png
        } else if bytes.matches("RIFF"), bytes.matches("WEBP", at: 8) {
            self = .webp
        } else if bytes.matches("ftyp", at: 4), bytes.count >= Self.byteCount {
            self = .isoMedia
        } else if let name = Self.foreignName(bytes) {
            self = .other("the file looks like \(name), not like JPEG, PNG, WebP, HEIC or AVIF")
        } else if bytes.count < Self.byteCount {
            self = .tooShort("the file has \(bytes.count) \(bytes.count == 1 ? "byte" : "bytes"), too few for an image")
        } else {
            let start = (0..<4).map { Self.hexadecimal(bytes[$0]) }.joined(separator: " ")
            self = .other("the file begins with the bytes \(start), which no supported format does")
        }
    }

    /// The format's name, for messages.
    var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        case .isoMedia: "HEIC or AVIF"
        case .tooShort, .other: "image"
        }
    }

    private static func foreignName(_ bytes: Span<UInt8>) -> String? {
        guard bytes.count >= byteCount else { return nil }
        let isTIFF = bytes[0] == bytes[1] && (bytes.matches("II*\0") || bytes.matches("MM\0*"))
        if isTIFF { return "TIFF" }
        let isJPEGXL = bytes[0] == 0xFF && bytes[1] == 0x0A || bytes.matches("JXL ", at: 4)
        if isJPEGXL { return "JPEG XL" }
        if bytes[0] == 0x1F, bytes[1] == 0x8B { return "gzip" }
        if bytes.matches("jP  ", at: 4) { return "JPEG 2000" }
        for (magic, name) in known where bytes.matches(magic) { return name }
        return isText(bytes) ? "text" : nil
    }

    private static let known: [(StaticString, String)] = [
        ("GIF8", "GIF"), ("BM", "BMP"), ("%PDF", "PDF"), ("PK\u{3}\u{4}", "ZIP"), ("8BPS", "Photoshop"),
        ("RIFF", "RIFF audio or video"), ("\u{7F}ELF", "a program"), ("<svg", "SVG"), ("<?xml", "XML"),
        ("<!DOCTYPE", "HTML"), ("<html", "HTML"), ("\0\0\u{1}\0", "an icon"),
    ]

    /// Whether the beginning has printable ASCII and white space alone.
    private static func isText(_ bytes: Span<UInt8>) -> Bool {
        for index in 0..<min(bytes.count, 64) {
            let byte = bytes[index]
            let isPrintable = byte >= 0x20 && byte < 0x7F || byte == 9 || byte == 10 || byte == 13
            if !isPrintable { return false }
        }
        return true
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}
