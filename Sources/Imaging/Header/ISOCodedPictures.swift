// SPDX-License-Identifier: Apache-2.0

/// What the coded data of one item makes a decoder allocate and do.
struct CodedExtent {
    /// The largest sides that any parameter set states.
    var size = PixelSize(width: 0, height: 0)
    /// Pictures that are coded, of which one is shown.
    var pictureCount = 0

    mutating func include(_ other: PixelSize) {
        size = PixelSize(width: max(size.width, other.width), height: max(size.height, other.height))
    }
}

extension ImageHeader {
    /// Checks that what a HEIC or AVIF file holds is what its header says.
    ///
    /// The header's size and the size inside the coded pictures are two different numbers, and decoders allocate by the
    /// second: a file of 3 kilobytes that said 64 x 64 pixels made libheif take 1.7 gigabytes. Other formats have one
    /// size alone and always pass.
    ///
    /// - Parameter bytes: The whole file.
    /// - Throws: `ImageError` with `image_decode_failed`.
    public func checkCodedPictures(_ bytes: Span<UInt8>) throws(ImageError) {
        guard format == .heic || format == .avif else { return }
        do throws(HeaderFault) {
            var boxes = ISOBoxes(of: bytes, in: 0..<Int.max)
            while let box = try boxes.next(bytes) {
                guard box.type == "meta" else { continue }
                try ISOCodedPictures(bytes, meta: box.payload).check()
                return
            }
        } catch {
            throw error.imageError(.isoMedia)
        }
    }
}

/// The coded pictures behind the primary item of a HEIC or AVIF file: itself or its tiles, and those of its alpha.
private struct ISOCodedPictures: ~Escapable {
    private let bytes: Span<UInt8>
    private let items: ISOItemTable
    private let places: ISOItemPlaces

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, meta: Range<Int>) throws(HeaderFault) {
        self.bytes = bytes
        items = try ISOItemTable(bytes, meta: meta)
        places = try ISOItemPlaces(bytes, meta: meta)
    }

    /// Pictures in an item of which one is shown: layered files have up to 4.
    private static let pictureCountMax = 8

    func check() throws(HeaderFault) {
        guard let primary = items.primaryItem else { return }
        var roots = [primary]
        roots += items.references.filter { $0.type == "auxl" && $0.to.contains(primary) }.map(\.from)
        var checked: Set<Int> = []
        for root in Set(roots) {
            let parts = items.itemTypes[root] == "grid" ? try tiles(of: root) : [root]
            for part in parts where checked.insert(part).inserted { try check(item: part) }
        }
    }

    /// The tiles of a grid, which together may not have many more pixels than the grid.
    private func tiles(of grid: Int) throws(HeaderFault) -> [Int] {
        let tiles = items.references.filter { $0.type == "dimg" && $0.from == grid }.flatMap(\.to)
        let whole = try items.size(of: grid, bytes)
        var sum = 0
        for tile in tiles {
            let size = try items.size(of: tile, bytes)
            sum += min(size.width, 1 << 20) * min(size.height, 1 << 20)
            // Tiles at the right and bottom edges reach over it; a side is at most doubled by that.
            guard sum <= 4 * min(whole.width, 1 << 20) * min(whole.height, 1 << 20) else {
                throw .malformed("the tiles of the picture have more than four times its pixels")
            }
        }
        return tiles
    }

    private func check(item: Int) throws(HeaderFault) {
        let size = try items.size(of: item, bytes)
        let data = try places.data(of: item, bytes)
        guard !data.isEmpty else { throw .malformed("a part of the picture has no data") }
        var extent = CodedExtent()
        switch items.itemTypes[item] {
        case "hvc1", "hev1":
            for box in items.properties(of: item) where box.type == "hvcC" {
                try HEVCPictures.survey(configuration: bytes.extracting(box.payload), &extent)
            }
            try HEVCPictures.survey(data.span, &extent)
        case "av01":
            for box in items.properties(of: item) where box.type == "av1C" {
                try AV1Pictures.survey(configuration: bytes.extracting(box.payload), &extent)
            }
            try AV1Pictures.survey(data.span, &extent)
        default:
            throw .malformed("a part of the picture is coded in another way than the rest")
        }
        guard extent.pictureCount <= Self.pictureCountMax else {
            throw .malformed("the file holds \(extent.pictureCount) pictures in the place of one")
        }
        // Coded sides are rounded up to whole blocks, of at most 64 pixels.
        guard extent.size.width <= size.width + 64, extent.size.height <= size.height + 64 else {
            let (said, held) = (size, extent.size)
            throw .malformed(
                "the file says \(said.width) x \(said.height) pixels but holds up to \(held.width) x \(held.height)"
            )
        }
    }
}
