// SPDX-License-Identifier: Apache-2.0

/// Looks into AV1 data for what it makes a decoder allocate and do (AV1 specification, section 5).
enum AV1Pictures {
    /// Takes open bitstream units, one behind the other, into account.
    static func survey(_ data: Span<UInt8>, _ extent: inout CodedExtent) throws(HeaderFault) {
        var offset = 0
        while offset < data.count {
            let header = try data.byte(at: offset)
            offset += header & 4 == 0 ? 1 : 2
            guard offset <= data.count else { throw .malformed("a coded picture ends too early") }
            var length = data.count - offset
            if header & 2 != 0 { length = try size(data, &offset) }
            guard length <= data.count - offset else { throw .malformed("a coded picture ends too early") }
            switch header >> 3 & 15 {
            case 1: extent.include(try sequenceSize(of: data.extracting(offset..<offset + min(length, 512))))
            case 3, 6: extent.pictureCount += 1
            default: break
            }
            offset += length
        }
    }

    /// Takes the units in a configuration box into account (AV1-ISOBMFF, section 2.3.3).
    static func survey(configuration: Span<UInt8>, _ extent: inout CodedExtent) throws(HeaderFault) {
        guard configuration.count > 4 else { return }
        try survey(configuration.extracting(4..<configuration.count), &extent)
    }

    /// A length in seven bits a byte, the least significant first.
    private static func size(_ data: Span<UInt8>, _ offset: inout Int) throws(HeaderFault) -> Int {
        var value = 0
        for index in 0..<8 {
            let byte = try data.byte(at: offset)
            offset += 1
            value |= (byte & 0x7F) << (7 * index)
            if byte & 0x80 == 0 { return value }
        }
        throw .malformed("a coded picture says a length of more than 56 bits")
    }

    /// The largest frame that a sequence header admits, which the bits of its numbers bound (section 5.5).
    private static func sequenceSize(of unit: Span<UInt8>) throws(HeaderFault) -> PixelSize {
        var reader = BitReader(unit.indices.map { unit[$0] })
        reader.skip(4)
        let isStill = try reader.flag()
        if isStill {
            reader.skip(5)
        } else {
            try skipOperatingPoints(&reader)
        }
        let widthBits = try reader.bits(4) + 1
        let heightBits = try reader.bits(4) + 1
        let width = try reader.bits(widthBits) + 1
        let height = try reader.bits(heightBits) + 1
        // Frames of other than still pictures may state sizes of their own in as many bits, and decoders allocate
        // those.
        if isStill { return PixelSize(width: width, height: height) }
        return PixelSize(width: max(width, 1 << (widthBits - 1)), height: max(height, 1 << (heightBits - 1)))
    }

    private static func skipOperatingPoints(_ reader: inout BitReader) throws(HeaderFault) {
        var delayBits: Int?
        if try reader.flag() {
            reader.skip(64)
            if try reader.flag() { _ = try reader.exponential() }
            if try reader.flag() {
                delayBits = try reader.bits(5) + 1
                reader.skip(32 + 5 + 5)
            }
        }
        let hasDisplayDelay = try reader.flag()
        for _ in 0...(try reader.bits(5)) {
            reader.skip(12)
            if try reader.bits(5) > 7 { reader.skip(1) }
            if let delayBits, try reader.flag() { reader.skip(2 * delayBits + 1) }
            if hasDisplayDelay, try reader.flag() { reader.skip(4) }
        }
    }
}
