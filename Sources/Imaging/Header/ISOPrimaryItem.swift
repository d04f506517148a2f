// SPDX-License-Identifier: Apache-2.0

extension ISOItemTable {
    /// The header of the primary item: its size, then what rotation, mirror and crop make of it.
    func primaryHeader(_ bytes: Span<UInt8>) throws(HeaderFault) -> ImageHeader {
        guard let item = primaryItem else { throw .malformed("the file names no primary picture") }
        let coded = try codedItem(of: item)
        let format = try format(of: coded)
        let size = try size(of: item, bytes)
        var header = ImageHeader(format: format, size: size, channels: .rgb)
        do throws(HeaderFault) {
            for property in properties(of: coded) { try apply(codec: property, bytes, to: &header) }
            for property in properties(of: item) { try apply(transform: property, bytes, to: &header) }
            header.hasAlpha = try hasAlpha(item, bytes)
        } catch .needsMoreBytes {
            throw .malformed("a property of the primary picture ends too early")
        }
        if header.hasAlpha { header.channels = header.channels == .gray ? .grayAlpha : .rgba }
        return header
    }

    /// The item that holds the codec's data: the item itself or the first tile of a grid.
    private func codedItem(of item: Int) throws(HeaderFault) -> Int {
        guard itemTypes[item] == "grid" else { return item }
        let tiles = references.first { $0.type == "dimg" && $0.from == item }?.to ?? []
        guard let tile = tiles.first else { throw .malformed("the primary picture is a grid without tiles") }
        return tile
    }

    private func format(of item: Int) throws(HeaderFault) -> ImageFormat {
        switch itemTypes[item] {
        case "hvc1", "hev1": return .heic
        case "av01": return .avif
        case let type?: throw .unsupported("a HEIF file coded as \(type), neither HEIC nor AVIF")
        case nil: throw .malformed("the primary picture is not among the file's items")
        }
    }

    func size(of item: Int, _ bytes: Span<UInt8>) throws(HeaderFault) -> PixelSize {
        guard let box = properties(of: item).first(where: { $0.type == "ispe" }), box.payload.count >= 12 else {
            throw .malformed("the primary picture has no size")
        }
        let width = try bytes.big32(at: box.payload.lowerBound + 4)
        let height = try bytes.big32(at: box.payload.lowerBound + 8)
        guard width > 0, height > 0 else { throw .malformed("the file says it is \(width) x \(height) pixels") }
        return PixelSize(width: width, height: height)
    }

    /// Bit depth and gray, from the configuration of HEVC (ISO/IEC 14496-15, 8.3.3.1) or AV1 (AV1-ISOBMFF, 2.3.3).
    private func apply(
        codec property: ISOBox,
        _ bytes: Span<UInt8>,
        to header: inout ImageHeader
    ) throws(HeaderFault) {
        let payload = bytes.extracting(property.payload)
        switch property.type {
        case "hvcC":
            if try payload.byte(at: 16) & 3 == 0 { header.channels = .gray }
            header.bitDepth = 8 + (try payload.byte(at: 17) & 7)
        case "av1C":
            let flags = try payload.byte(at: 2)
            if flags & 0x10 != 0 { header.channels = .gray }
            header.bitDepth = flags & 0x40 == 0 ? 8 : flags & 0x20 == 0 ? 10 : 12
        default: break
        }
    }

    /// Rotation, mirror and crop change what is shown, in the order in which they are listed.
    private func apply(
        transform property: ISOBox,
        _ bytes: Span<UInt8>,
        to header: inout ImageHeader
    ) throws(HeaderFault) {
        let payload = bytes.extracting(property.payload)
        let turn: Orientation
        switch property.type {
        case "irot": turn = [.up, .left, .down, .right][try payload.byte(at: 0) & 3]
        case "imir": turn = try payload.byte(at: 0) & 1 == 0 ? .downMirrored : .upMirrored
        case "clap":
            header.displaySize = try crop(header.displaySize, payload)
            return
        case "colr":
            let kind = FourCC(try payload.big32(at: 0))
            if kind == "prof" || kind == "rICC" { header.hasICCProfile = true }
            return
        default: return
        }
        header.orientation = header.orientation.then(turn)
        header.displaySize = turn.displaySize(ofStored: header.displaySize)
    }

    /// The size of the clean aperture: two fractions, rounded down, never more than there is.
    private func crop(_ size: PixelSize, _ payload: Span<UInt8>) throws(HeaderFault) -> PixelSize {
        let width = (try payload.big32(at: 0), try payload.big32(at: 4))
        let height = (try payload.big32(at: 8), try payload.big32(at: 12))
        guard width.1 > 0, height.1 > 0, width.0 >= width.1, height.0 >= height.1 else {
            throw .malformed("the picture is cropped to nothing")
        }
        return PixelSize(width: min(size.width, width.0 / width.1), height: min(size.height, height.0 / height.1))
    }

    private func hasAlpha(_ item: Int, _ bytes: Span<UInt8>) throws(HeaderFault) -> Bool {
        for reference in references where reference.type == "auxl" && reference.to.contains(item) {
            for property in properties(of: reference.from) where property.type == "auxC" {
                let payload = bytes.extracting(property.payload)
                if payload.matches("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", at: 4) { return true }
                if payload.matches("urn:mpeg:hevc:2015:auxid:1", at: 4) { return true }
            }
        }
        return false
    }
}
