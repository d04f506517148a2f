// SPDX-License-Identifier: Apache-2.0

import Imaging

/// A JPEG whose coefficients are kept, so that untouched blocks are written as they were read.
///
/// New pixels are held beside the coefficients until the file is written: reading them back gives them unchanged, and
/// another output format gets them without JPEG's loss.
struct JPEGCanvas: ~Copyable, Sendable {
    let orientation: Orientation
    let storedSize: PixelSize
    let layout: SampleLayout
    let isChromaSubsampled: Bool
    private let coefficients: SharedCoefficients
    private let converter: ColorConverter
    /// About what the file will measure.
    private let fileByteCount: Int
    private var edits: [StoredEdit] = []

    /// `nil` when the file has to be decoded whole: CMYK, or colours that cannot be converted back.
    init?(_ bytes: Span<UInt8>, header: ImageHeader, limits: ImageLimits) throws(ImageError) {
        guard header.channels != .cmyk, header.bitDepth == 8 else { return nil }
        guard let coefficients = try SharedCoefficients(bytes, limits: limits) else { return nil }
        let converter = ColorConverter(iccProfile: coefficients.iccProfile, layout: coefficients.layout)
        guard converter.leadsBack else { return nil }
        orientation = header.orientation
        storedSize = coefficients.size
        layout = coefficients.layout
        isChromaSubsampled = coefficients.isChromaSubsampled
        fileByteCount = bytes.count
        self.coefficients = coefficients
        self.converter = converter
    }

    private init(copying other: borrowing JPEGCanvas) {
        orientation = other.orientation
        storedSize = other.storedSize
        layout = other.layout
        isChromaSubsampled = other.isChromaSubsampled
        coefficients = other.coefficients
        converter = other.converter
        fileByteCount = other.fileByteCount
        edits = other.edits
    }

    /// A canvas over the same coefficients, with edits of its own.
    borrowing func copy() -> JPEGCanvas { JPEGCanvas(copying: self) }

    /// The memory that its coefficients take.
    var byteCount: Int { coefficients.byteCount }

    /// Width and height, upright.
    var size: PixelSize { orientation.displaySize(ofStored: storedSize) }

    /// The upright region in sRGB.
    func pixels(in region: PixelRegion, reduction: Reduction) throws(ImageError) -> PixelBuffer {
        if reduction == .full { return try fullPixels(in: region) }
        guard edits.isEmpty else {
            return try reducedPixels(in: region, reduction: reduction) { part throws(ImageError) in
                try fullPixels(in: part)
            }
        }
        let output = region.size.divided(by: reduction)
        let stored = orientation.storedRegion(ofDisplay: region, in: storedSize)
        let storedOutput = orientation.displaySize(ofStored: output)
        // Shown pixels are counted from the shown corner, which may be any corner of the stored region.
        let isRight = orientation.mirrorsStoredX
        let isBottom = orientation.mirrorsStoredY
        let factor = reduction.rawValue
        let origin = SIMD2(
            isRight ? stored.maxX - storedOutput.width * factor : stored.x,
            isBottom ? stored.maxY - storedOutput.height * factor : stored.y
        )
        let samples = try coefficients.samples(from: origin, outputSize: storedOutput, reduction: reduction)
        return upright(samples, size: storedOutput)
    }

    private func fullPixels(in region: PixelRegion) throws(ImageError) -> PixelBuffer {
        let stored = orientation.storedRegion(ofDisplay: region, in: storedSize)
        return upright(try storedSamples(in: stored), size: stored.size)
    }

    private func upright(_ samples: consuming [UInt8], size: PixelSize) -> PixelBuffer {
        // sRGB as it is stored needs no pass of its own.
        let rgb = converter.isSRGB && layout == .rgb ? samples : converter.srgb(samples.span)
        return orientation.upright(PixelBuffer(size: size, layout: .rgb, bytes: rgb))
    }

    private func storedSamples(in region: PixelRegion) throws(ImageError) -> [UInt8] {
        var samples = try coefficients.samples(in: region)
        for edit in edits {
            let common = edit.region.intersection(region)
            guard !common.isEmpty else { continue }
            var output = samples.mutableSpan
            edit.overlay(common, onto: &output, of: region, channelCount: layout.channelCount)
        }
        return samples
    }

    /// Notes the pixels that differ.
    mutating func replace(_ change: PixelChange) throws(ImageError) {
        let stored = PixelChange(change, orientation: orientation, size: storedSize)
        let samples: [UInt8]
        if converter.isSRGB && layout == .rgb {
            samples = stored.replacement
        } else {
            let old = try storedSamples(in: stored.region)
            samples = try converter.moved(old.span, from: stored.original.span, to: stored.replacement.span)
        }
        edits.append(StoredEdit(region: stored.region, samples: samples, changed: stored.changed))
    }

    /// The picture as it is shown, in sRGB, to be written in another way.
    consuming func shownPicture() throws(ImageError) -> PictureToEncode {
        PictureToEncode(
            shown: try fullPixels(in: size.bounds),
            alpha: nil,
            isGray: layout == .gray,
            isChromaSubsampled: isChromaSubsampled
        )
    }

    /// The file with the changed blocks replaced.
    consuming func encoded() throws(ImageError) -> [UInt8] {
        try coefficients.encoded(
            edits,
            orientation: orientation,
            keepsProfile: converter.profileUse != .ignored,
            capacity: fileByteCount + fileByteCount / 8 + 65_536
        )
    }
}

extension StoredEdit {
    /// Writes the changed pixels of `common` into the samples of `region`.
    fileprivate func overlay(
        _ common: PixelRegion,
        onto samples: inout MutableSpan<UInt8>,
        of region: PixelRegion,
        channelCount: Int
    ) {
        for y in common.y..<common.maxY {
            let source = (y - self.region.y) * self.region.width - self.region.x
            let target = (y - region.y) * region.width - region.x
            for x in common.x..<common.maxX where changed[source &+ x] != 0 {
                for channel in 0..<channelCount {
                    samples[(target &+ x) &* channelCount &+ channel] =
                        self.samples[(source &+ x) &* channelCount &+ channel]
                }
            }
        }
    }
}
