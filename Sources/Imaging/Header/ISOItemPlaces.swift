// SPDX-License-Identifier: Apache-2.0

/// Where the data of each item lies (ISO/IEC 14496-12, section 8.11.3).
struct ISOItemPlaces {
    /// Positions in the file, in order, for each item.
    private var extents: [Int: [Range<Int>]] = [:]

    init(_ bytes: Span<UInt8>, meta: Range<Int>) throws(HeaderFault) {
        var boxes = ISOBoxes(of: bytes, in: meta.lowerBound + 4..<meta.upperBound)
        var table: ISOBox?
        var inner: ISOBox?
        while let box = try boxes.next(bytes) {
            if box.type == "iloc" { table = box }
            if box.type == "idat" { inner = box }
        }
        guard let table else { throw .malformed("the file does not say where its pictures lie") }
        do throws(HeaderFault) {
            try read(bytes.extracting(table.payload), inner: inner?.payload)
        } catch .needsMoreBytes {
            throw .malformed("the iloc box ends too early")
        }
    }

    /// The data of an item, from all its places.
    func data(of item: Int, _ bytes: Span<UInt8>) throws(HeaderFault) -> [UInt8] {
        var data: [UInt8] = []
        for extent in extents[item] ?? [] {
            guard extent.upperBound <= bytes.count else { throw .malformed("the file ends inside its pixels") }
            // Overlapping places would make much of little.
            guard data.count + extent.count <= bytes.count else { throw .malformed("a picture lies over itself") }
            for index in extent { data.append(bytes[index]) }
        }
        return data
    }

    private mutating func read(_ table: Span<UInt8>, inner: Range<Int>?) throws(HeaderFault) {
        let version = try table.byte(at: 0)
        let widths = try table.big16(at: 4)
        let (offsetWidth, lengthWidth, baseWidth) = (widths >> 12, widths >> 8 & 15, widths >> 4 & 15)
        let indexWidth = version == 0 ? 0 : widths & 15
        var offset = 6
        let itemCount = try Self.number(table, &offset, width: version < 2 ? 2 : 4)
        for _ in 0..<itemCount {
            let item = try Self.number(table, &offset, width: version < 2 ? 2 : 4)
            let method = version == 0 ? 0 : try Self.number(table, &offset, width: 2) & 15
            guard method <= 1 else { throw .unsupported("a HEIC or AVIF file whose items lie inside other items") }
            offset += 2
            let base = try Self.number(table, &offset, width: baseWidth)
            var places: [Range<Int>] = []
            for _ in 0..<(try Self.number(table, &offset, width: 2)) {
                offset += indexWidth
                let start = base + (try Self.number(table, &offset, width: offsetWidth))
                let length = try Self.number(table, &offset, width: lengthWidth)
                places.append(try Self.place(start, length, inside: method == 1 ? inner : 0..<Int.max))
            }
            extents[item, default: []] += places
            guard extents.count <= ISOItemTable.entryCountMax, places.count <= ISOItemTable.entryCountMax else {
                throw .malformed("the file lists more than \(ISOItemTable.entryCountMax) parts")
            }
        }
    }

    private static func place(_ start: Int, _ length: Int, inside range: Range<Int>?) throws(HeaderFault) -> Range<Int>
    {
        guard let range, length > 0, length <= range.upperBound - range.lowerBound - start else {
            throw .malformed("the file says a wrong place for a picture")
        }
        return range.lowerBound + start..<range.lowerBound + start + length
    }

    /// A number of 0, 2, 4 or 8 bytes, at most 2 to the power of 48: no file is longer.
    private static func number(_ table: Span<UInt8>, _ offset: inout Int, width: Int) throws(HeaderFault) -> Int {
        var value = 0
        for _ in 0..<width {
            value = value << 8 | (try table.byte(at: offset))
            offset += 1
            guard value < 1 << 48 else { throw .malformed("the file says a place beyond every file") }
        }
        return value
    }
}
