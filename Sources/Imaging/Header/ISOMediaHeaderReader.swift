// SPDX-License-Identifier: Apache-2.0

/// Reads the primary item's size from a HEIC or AVIF file (ISO/IEC 14496-12 and 23008-12).
enum ISOMediaHeaderReader {
    static func read(_ bytes: Span<UInt8>) throws(HeaderFault) -> ImageHeader {
        let brands = try readBrands(bytes)
        guard !brands.isDisjoint(with: stillBrands) else {
            throw .unsupported("the file looks like a video or another ISO media file, not like HEIC or AVIF")
        }
        var boxes = ISOBoxes(of: bytes, in: 0..<Int.max)
        while let box = try boxes.next(bytes) {
            guard box.type == "meta" else { continue }
            let items = try ISOItemTable(bytes, meta: box.payload)
            var header = try items.primaryHeader(bytes)
            header.isAnimated = !brands.isDisjoint(with: ["avis", "msf1", "hevc"])
            return header
        }
        throw .unsupported("a HEIC or AVIF file without a still picture")
    }

    private static let stillBrands: Set<FourCC> = [
        "mif1", "mif2", "msf1", "heic", "heix", "heim", "heis", "hevc", "hevx", "avif", "avis",
    ]

    private static func readBrands(_ bytes: Span<UInt8>) throws(HeaderFault) -> Set<FourCC> {
        var boxes = ISOBoxes(of: bytes, in: 0..<Int.max)
        guard let box = try boxes.next(bytes), box.type == "ftyp", (8...1024).contains(box.payload.count) else {
            throw .malformed("the HEIC or AVIF file has a damaged ftyp box")
        }
        var brands: Set = [FourCC(try bytes.big32(at: box.payload.lowerBound))]
        for offset in stride(from: box.payload.lowerBound + 8, to: box.payload.upperBound - 3, by: 4) {
            brands.insert(FourCC(try bytes.big32(at: offset)))
        }
        return brands
    }
}

/// Four bytes that name a box, a brand or a kind of item.
struct FourCC: Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    let rawValue: UInt32

    init(_ value: Int) { rawValue = UInt32(truncatingIfNeeded: value) }

    init(stringLiteral text: String) {
        rawValue = text.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }

    var description: String {
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }
        return String(bytes.map { (0x20..<0x7F).contains($0) ? Character(Unicode.Scalar($0)) : "?" })
    }
}

/// A box: a named piece of an ISO media file.
struct ISOBox {
    let type: FourCC
    /// What follows the box's own header; may reach past the bytes that are there.
    let payload: Range<Int>
}

/// Goes through the boxes in a range, one behind the other.
struct ISOBoxes {
    private var offset: Int
    /// Where the enclosing box ends; `Int.max` at the top, where the file's length is not known.
    private let end: Int

    init(of bytes: Span<UInt8>, in range: Range<Int>) {
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The next box; `nil` behind the last.
    mutating func next(_ bytes: Span<UInt8>) throws(HeaderFault) -> ISOBox? {
        guard offset < end else { return nil }
        guard end - offset >= 8 else { throw .malformed("the HEIC or AVIF file has a box without a header") }
        var length = try bytes.big32(at: offset)
        let type = FourCC(try bytes.big32(at: offset + 4))
        var header = 8
        if length == 1 {
            let high = try bytes.big32(at: offset + 8)
            length = try bytes.big32(at: offset + 12)
            guard high == 0 else { throw .malformed("the HEIC or AVIF file has a box of more than 4 gigabytes") }
            header = 16
        } else if length == 0 {
            // The last box of the file may leave its length open.
            length = end == .max ? max(bytes.count - offset, header) : end - offset
        }
        guard length >= header, length <= end - offset else {
            throw .malformed("the HEIC or AVIF file has a box with a wrong length")
        }
        defer { offset += length }
        return ISOBox(type: type, payload: offset + header..<offset + length)
    }
}
