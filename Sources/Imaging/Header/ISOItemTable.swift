// SPDX-License-Identifier: Apache-2.0

/// The items of a HEIC or AVIF file, their properties and how they refer to each other (ISO/IEC 23008-12).
struct ISOItemTable {
    /// One item pointing at others: `dimg` at its tiles, `auxl` at the picture it is the alpha of.
    struct Reference {
        let type: FourCC
        let from: Int
        let to: [Int]
    }

    /// The most items, references, properties, and properties of one item; a phone's photo has about 60 of them.
    ///
    /// Keeps the work linear in the file's size whatever the tables say.
    static let entryCountMax = 4096

    private(set) var primaryItem: Int?
    private(set) var itemTypes: [Int: FourCC] = [:]
    private(set) var references: [Reference] = []
    /// The boxes of `ipco`, in order; properties are named by their position from 1 on.
    private(set) var properties: [ISOBox] = []
    /// Item to positions in ``properties``, in the order in which they apply.
    private(set) var associations: [Int: [Int]] = [:]

    /// Reads a `meta` box, of which every byte must be there.
    init(_ bytes: Span<UInt8>, meta: Range<Int>) throws(HeaderFault) {
        guard meta.upperBound <= bytes.count else { throw .needsMoreBytes }
        guard meta.count >= 4 else { throw .malformed("the meta box is too short") }
        var boxes = ISOBoxes(of: bytes, in: meta.lowerBound + 4..<meta.upperBound)
        while let box = try boxes.next(bytes) {
            let payload = bytes.extracting(box.payload)
            do throws(HeaderFault) {
                switch box.type {
                case "pitm": primaryItem = try Self.readIdentifier(payload, at: 4, wide: payload.byte(at: 0) > 0)
                case "iinf": try readItems(bytes, in: box.payload)
                case "iref": try readReferences(bytes, in: box.payload)
                case "iprp": try readProperties(bytes, in: box.payload)
                default: break
                }
            } catch .needsMoreBytes {
                // All of the meta box is there, so more bytes behind it would not help.
                throw .malformed("the \(box.type) box ends too early")
            }
        }
    }

    /// The property boxes of an item, in the order in which they apply.
    func properties(of item: Int) -> [ISOBox] {
        (associations[item] ?? []).compactMap { properties.indices.contains($0 - 1) ? properties[$0 - 1] : nil }
    }

    private static func readIdentifier(
        _ bytes: Span<UInt8>,
        at offset: Int,
        wide: Bool
    ) throws(HeaderFault) -> Int {
        wide ? try bytes.big32(at: offset) : try bytes.big16(at: offset)
    }

    private static func check(_ count: Int) throws(HeaderFault) {
        guard count <= entryCountMax else { throw .malformed("the file lists more than \(entryCountMax) parts") }
    }

    private mutating func readItems(_ bytes: Span<UInt8>, in range: Range<Int>) throws(HeaderFault) {
        let countLength = try bytes.extracting(range).byte(at: 0) == 0 ? 2 : 4
        guard range.count >= 4 + countLength else { throw .needsMoreBytes }
        var boxes = ISOBoxes(of: bytes, in: range.lowerBound + 4 + countLength..<range.upperBound)
        while let box = try boxes.next(bytes) {
            let entry = bytes.extracting(box.payload)
            let version = try entry.byte(at: 0)
            guard box.type == "infe", version >= 2 else { continue }
            let identifier = try Self.readIdentifier(entry, at: 4, wide: version > 2)
            itemTypes[identifier] = FourCC(try entry.big32(at: version > 2 ? 10 : 8))
            try Self.check(itemTypes.count)
        }
    }

    private mutating func readReferences(_ bytes: Span<UInt8>, in range: Range<Int>) throws(HeaderFault) {
        let isWide = try bytes.extracting(range).byte(at: 0) > 0
        guard range.count >= 4 else { throw .needsMoreBytes }
        let width = isWide ? 4 : 2
        var boxes = ISOBoxes(of: bytes, in: range.lowerBound + 4..<range.upperBound)
        while let box = try boxes.next(bytes) {
            let entry = bytes.extracting(box.payload)
            let from = try Self.readIdentifier(entry, at: 0, wide: isWide)
            var to: [Int] = []
            let count = try entry.big16(at: width)
            try Self.check(max(count, references.count + 1))
            for index in 0..<count {
                to.append(try Self.readIdentifier(entry, at: width + 2 + index * width, wide: isWide))
            }
            references.append(Reference(type: box.type, from: from, to: to))
        }
    }

    private mutating func readProperties(_ bytes: Span<UInt8>, in range: Range<Int>) throws(HeaderFault) {
        var boxes = ISOBoxes(of: bytes, in: range)
        while let box = try boxes.next(bytes) {
            if box.type == "ipco" {
                var inner = ISOBoxes(of: bytes, in: box.payload)
                while let property = try inner.next(bytes) {
                    properties.append(property)
                    try Self.check(properties.count)
                }
            } else if box.type == "ipma" {
                try readAssociations(bytes.extracting(box.payload))
            }
        }
    }

    private mutating func readAssociations(_ bytes: Span<UInt8>) throws(HeaderFault) {
        let isWideItem = try bytes.byte(at: 0) > 0
        let isWideIndex = try bytes.byte(at: 3) & 1 == 1
        var offset = 8
        for _ in 0..<(try bytes.big32(at: 4)) {
            let item = try Self.readIdentifier(bytes, at: offset, wide: isWideItem)
            offset += isWideItem ? 4 : 2
            let count = try bytes.byte(at: offset)
            offset += 1
            for _ in 0..<count {
                // The top bit says that a reader must understand the property.
                let index = isWideIndex ? try bytes.big16(at: offset) & 0x7FFF : try bytes.byte(at: offset) & 0x7F
                associations[item, default: []].append(index)
                try Self.check(max(associations.count, associations[item, default: []].count))
                offset += isWideIndex ? 2 : 1
            }
        }
    }
}
