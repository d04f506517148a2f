// SPDX-License-Identifier: Apache-2.0

/// Looks into HEVC data for what it makes a decoder allocate and do (ITU-T H.265, section 7.3).
enum HEVCPictures {
    /// Takes what NAL units with a length before each say into account.
    ///
    /// libheif reads lengths of four bytes whatever the configuration says, and so does this.
    static func survey(_ data: Span<UInt8>, _ extent: inout CodedExtent) throws(HeaderFault) {
        var offset = 0
        while offset < data.count {
            let length = try data.big32(at: offset)
            guard length <= data.count - offset - 4 else { throw .malformed("a coded picture ends too early") }
            try survey(unit: data.extracting(offset + 4..<offset + 4 + length), &extent)
            offset += 4 + length
        }
    }

    /// Takes the units in a configuration box into account (ISO/IEC 14496-15, section 8.3.3.1).
    static func survey(configuration: Span<UInt8>, _ extent: inout CodedExtent) throws(HeaderFault) {
        var offset = 23
        for _ in 0..<(try configuration.byte(at: 22)) {
            let unitCount = try configuration.big16(at: offset + 1)
            offset += 3
            for _ in 0..<unitCount {
                let length = try configuration.big16(at: offset)
                guard length <= configuration.count - offset - 2 else { throw .needsMoreBytes }
                try survey(unit: configuration.extracting(offset + 2..<offset + 2 + length), &extent)
                offset += 2 + length
            }
        }
    }

    private static func survey(unit: Span<UInt8>, _ extent: inout CodedExtent) throws(HeaderFault) {
        guard unit.count >= 3 else { return }
        let type = unit[0] >> 1 & 0x3F
        // Slices; the first bit of the third byte says that a picture begins.
        if type < 32, unit[2] & 0x80 != 0 { extent.pictureCount += 1 }
        if type == 33 { extent.include(try sequenceSize(of: unit)) }
    }

    /// Width and height in a sequence parameter set.
    private static func sequenceSize(of unit: Span<UInt8>) throws(HeaderFault) -> PixelSize {
        var reader = BitReader(unescaped(unit.extracting(2..<min(unit.count, 1024))))
        reader.skip(4)
        let subLayerCount = try reader.bits(3)
        // Temporal nesting, then profile and level of the whole.
        reader.skip(1 + 88 + 8)
        var skipCount = subLayerCount > 0 ? 2 * (8 - subLayerCount) : 0
        for _ in 0..<subLayerCount {
            skipCount += try reader.flag() ? 88 : 0
            skipCount += try reader.flag() ? 8 : 0
        }
        reader.skip(skipCount)
        _ = try reader.exponential()
        if try reader.exponential() == 3 { reader.skip(1) }
        return PixelSize(width: try reader.exponential(), height: try reader.exponential())
    }

    /// The bytes without those that keep start codes from appearing (section 7.4.2).
    private static func unescaped(_ unit: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var zeroCount = 0
        for index in unit.indices {
            let byte = unit[index]
            if byte == 3, zeroCount >= 2 {
                zeroCount = 0
                continue
            }
            zeroCount = byte == 0 ? zeroCount + 1 : 0
            bytes.append(byte)
        }
        return bytes
    }
}
