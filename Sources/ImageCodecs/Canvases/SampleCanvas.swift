// SPDX-License-Identifier: Apache-2.0

import Imaging

/// A picture whose stored samples are kept: 8 or 16 bits, in the file's own colours, turned as the file has it.
///
/// Only changed pixels are written to; everything else is encoded as it was decoded, alpha included.
struct SampleCanvas: ~Copyable, Sendable {
    let format: ImageFormat
    let isLossless: Bool
    let orientation: Orientation
    let storedSize: PixelSize
    let layout: SampleLayout
    private var samples: PixelSamples
    private let converter: ColorConverter
    private let iccProfile: [UInt8]?
    private let colorChunks: [PNGColorChunk]

    /// Decodes a whole file.
    init(_ bytes: Span<UInt8>, header: ImageHeader, limits: ImageLimits) throws(ImageError) {
        let decoded = try ImageDecoder.decode(bytes, header: header, limits: limits)
        let converter = ColorConverter(iccProfile: decoded.iccProfile, layout: decoded.layout)
        format = header.format
        isLossless = header.isLossless
        orientation = decoded.orientation
        storedSize = decoded.size
        if converter.leadsBack {
            layout = decoded.layout
            samples = decoded.samples
            // A profile that was not understood does not come out again.
            iccProfile = converter.profileUse == .ignored ? nil : decoded.iccProfile
            colorChunks = header.format == .png ? PNGColorChunk.all(in: bytes) : []
            self.converter = converter
        } else {
            // Inks, and profiles that lead to sRGB alone: the picture is held in sRGB.
            layout = decoded.layout.hasAlpha ? .rgba : .rgb
            samples = .bytes(decoded.samples.srgbBytes(converter))
            iccProfile = nil
            colorChunks = []
            self.converter = ColorConverter(iccProfile: nil, layout: layout)
        }
    }

    private init(copying other: borrowing SampleCanvas) {
        format = other.format
        isLossless = other.isLossless
        orientation = other.orientation
        storedSize = other.storedSize
        layout = other.layout
        samples = other.samples
        converter = other.converter
        iccProfile = other.iccProfile
        colorChunks = other.colorChunks
    }

    /// A canvas with the same samples, which are shared until one of the two changes them.
    borrowing func copy() -> SampleCanvas { SampleCanvas(copying: self) }

    /// The memory that its samples take.
    var byteCount: Int { samples.byteCount }

    /// Width and height, upright.
    var size: PixelSize { orientation.displaySize(ofStored: storedSize) }

    /// The upright region in sRGB.
    func pixels(in region: PixelRegion, reduction: Reduction) throws(ImageError) -> PixelBuffer {
        if reduction == .full { return fullPixels(in: region) }
        return try reducedPixels(in: region, reduction: reduction) { part throws(ImageError) in fullPixels(in: part) }
    }

    private func fullPixels(in region: PixelRegion) -> PixelBuffer {
        let stored = orientation.storedRegion(ofDisplay: region, in: storedSize)
        return orientation.upright(PixelBuffer(size: stored.size, layout: .rgb, bytes: storedRGB(in: stored)))
    }

    private func storedRGB(in region: PixelRegion) -> [UInt8] {
        let isWhole = region == storedSize.bounds
        switch samples {
        case .bytes(let bytes):
            // The whole of a plain picture is shared, not copied.
            let part = isWhole ? bytes : crop(bytes, to: region)
            return converter.isSRGB && layout == .rgb ? part : converter.srgb(part.span)
        case .words(let words):
            return converter.srgb((isWhole ? words : crop(words, to: region)).span)
        }
    }

    private func crop<Sample: BitwiseCopyable & Sendable>(_ samples: [Sample], to region: PixelRegion) -> [Sample] {
        cropped(samples.span, size: storedSize, channelCount: layout.channelCount, to: region)
    }

    /// Writes the pixels that differ.
    mutating func replace(_ change: PixelChange) throws(ImageError) {
        let stored = PixelChange(change, orientation: orientation, size: storedSize)
        let place = SamplePlace(region: stored.region, width: storedSize.width, layout: layout)
        switch samples {
        case .bytes(var bytes):
            let colors = try newColors(of: bytes.span, at: place, change: stored)
            // The enum gives up its array, so that it is written in place.
            samples = .bytes([])
            var output = bytes.mutableSpan
            place.write(colors.span, marked: stored.changed.span, into: &output)
            samples = .bytes(bytes)
        case .words(var words):
            let old = place.colors(of: words.span)
            let colors = try converter.moved(old.span, from: stored.original.span, to: stored.replacement.span)
            samples = .words([])
            var output = words.mutableSpan
            place.write(colors.span, marked: stored.changed.span, into: &output)
            samples = .words(words)
        }
    }

    private func newColors(
        of bytes: Span<UInt8>,
        at place: SamplePlace,
        change: PixelChange
    ) throws(ImageError) -> [UInt8] {
        // Stored sRGB is what was given; only its changed pixels are written.
        if converter.isSRGB && layout.colorCount == 3 { return change.replacement }
        let old = place.colors(of: bytes)
        return try converter.moved(old.span, from: change.original.span, to: change.replacement.span)
    }

    /// The picture as it is stored, to be written in its own format.
    consuming func storedPicture() -> PictureToEncode {
        PictureToEncode(
            size: storedSize,
            layout: layout,
            samples: samples,
            iccProfile: iccProfile,
            orientation: orientation,
            colorChunks: colorChunks
        )
    }

    /// The picture as it is shown, in sRGB, to be written in another format.
    consuming func shownPicture() -> PictureToEncode {
        PictureToEncode(
            shown: fullPixels(in: size.bounds),
            alpha: alpha(),
            isGray: layout.colorCount == 1,
            // What lossy formats other than JPEG store is 4:2:0 nearly without exception.
            isChromaSubsampled: !isLossless && format != .jpeg
        )
    }

    /// The alpha channel with 8 bits, upright; `nil` where the picture has none.
    func alpha() -> [UInt8]? {
        guard layout.hasAlpha else { return nil }
        let step = layout.channelCount
        let count = storedSize.pixelCount
        let stored = [UInt8](capacity: count) { output in
            switch samples {
            case .bytes(let bytes):
                for pixel in 0..<count { output.append(bytes[pixel &* step &+ step &- 1]) }
            case .words(let words):
                for pixel in 0..<count {
                    let alpha = UInt32(words[pixel &* step &+ step &- 1])
                    output.append(UInt8(truncatingIfNeeded: (alpha &* 255 &+ 32_767) / 65_535))
                }
            }
        }
        return orientation.upright(PixelBuffer(size: storedSize, layout: .gray, bytes: stored)).takeBytes()
    }
}

/// Where a region's colour samples lie among the samples of a picture.
private struct SamplePlace {
    let region: PixelRegion
    let width: Int
    let layout: SampleLayout

    /// The region's samples without alpha.
    func colors<Sample: BitwiseCopyable>(of samples: Span<Sample>) -> [Sample] {
        let step = layout.channelCount
        let colorCount = layout.colorCount
        return [Sample](capacity: region.size.pixelCount * colorCount) { output in
            for y in region.y..<region.maxY {
                for x in region.x..<region.maxX {
                    let start = (y &* width &+ x) &* step
                    for channel in 0..<colorCount { output.append(samples[start &+ channel]) }
                }
            }
        }
    }

    /// Writes the marked pixels' samples; alpha stays.
    func write<Sample: BitwiseCopyable>(
        _ colors: Span<Sample>,
        marked marks: Span<UInt8>,
        into samples: inout MutableSpan<Sample>
    ) {
        let step = layout.channelCount
        let colorCount = layout.colorCount
        var pixel = 0
        for y in region.y..<region.maxY {
            for x in region.x..<region.maxX {
                if marks[pixel] != 0 {
                    let start = (y &* width &+ x) &* step
                    for channel in 0..<colorCount {
                        samples[start &+ channel] = colors[pixel &* colorCount &+ channel]
                    }
                }
                pixel &+= 1
            }
        }
    }
}

extension PixelSamples {
    /// All pixels as 8-bit sRGB, with alpha where there is one.
    fileprivate func srgbBytes(_ converter: ColorConverter) -> [UInt8] {
        let rgb: [UInt8]
        switch self {
        case .bytes(let bytes): rgb = converter.srgb(bytes.span)
        case .words(let words): rgb = converter.srgb(words.span)
        }
        guard converter.layout.hasAlpha else { return rgb }
        let step = converter.layout.channelCount
        return [UInt8](capacity: rgb.count / 3 * 4) { output in
            for pixel in 0..<rgb.count / 3 {
                for channel in 0..<3 { output.append(rgb[pixel &* 3 &+ channel]) }
                switch self {
                case .bytes(let bytes): output.append(bytes[pixel &* step &+ step &- 1])
                case .words(let words): output.append(UInt8(words[pixel &* step &+ step &- 1] >> 8))
                }
            }
        }
    }
}
