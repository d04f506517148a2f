// SPDX-License-Identifier: Apache-2.0

import Imaging

/// What is written: samples as they are stored in a file and what lies beside them.
struct PictureToEncode: ~Copyable {
    let size: PixelSize
    /// Not `.cmyk`.
    let layout: SampleLayout
    /// 16 bits for PNG alone.
    let samples: PixelSamples
    /// `nil`: none is written, which means sRGB.
    var iccProfile: [UInt8]?
    /// Written as EXIF tag alone, unless `.up`.
    var orientation = Orientation.up
    /// PNG alone.
    var colorChunks: [PNGColorChunk] = []
    /// Whether colour came with fewer samples than luminance; then JPEG stores it so again.
    var isChromaSubsampled = false
}

extension PictureToEncode {
    /// An upright sRGB picture from what a canvas shows.
    ///
    /// - Parameters:
    ///   - rgb: The whole picture, `.rgb`.
    ///   - alpha: A byte a pixel, or `nil`.
    ///   - isGray: Whether all three channels are equal; then one is written.
    ///   - isChromaSubsampled: Whether colour came with fewer samples than luminance.
    init(shown rgb: consuming PixelBuffer, alpha: [UInt8]?, isGray: Bool, isChromaSubsampled: Bool) {
        size = rgb.size
        self.isChromaSubsampled = isChromaSubsampled
        switch (isGray, alpha) {
        case (false, nil):
            layout = .rgb
            samples = .bytes(rgb.takeBytes())
        case (false, let alpha?):
            layout = .rgba
            samples = .bytes(interleaved(rgb.bytes, colorCount: 3, alpha: alpha.span))
        case (true, nil):
            layout = .gray
            samples = .bytes(interleaved(rgb.bytes, colorCount: 1, alpha: nil))
        case (true, let alpha?):
            layout = .grayAlpha
            samples = .bytes(interleaved(rgb.bytes, colorCount: 1, alpha: alpha.span))
        }
    }

    /// The picture over white, without alpha; 8 bits.
    consuming func flattened() -> PictureToEncode {
        guard case .bytes(let bytes) = samples, layout.hasAlpha else { return self }
        let colorCount = layout.colorCount
        let step = layout.channelCount
        let pixelCount = size.pixelCount
        let opaque = [UInt8](capacity: pixelCount * colorCount) { output in
            for pixel in 0..<pixelCount {
                let alpha = UInt32(bytes[pixel &* step &+ colorCount])
                for channel in 0..<colorCount {
                    let color = UInt32(bytes[pixel &* step &+ channel])
                    // At most 255 * 255 + 127.
                    let sum = color &* alpha &+ 255 &* (255 &- alpha) &+ 127
                    output.append(UInt8(truncatingIfNeeded: sum / 255))
                }
            }
        }
        return PictureToEncode(size: size, layout: colorCount == 1 ? .gray : .rgb, samples: .bytes(opaque))
    }

    /// A gray picture as RGB; 8 bits.
    consuming func colored() -> PictureToEncode {
        guard case .bytes(let bytes) = samples, layout.colorCount == 1 else { return self }
        let step = layout.channelCount
        let pixelCount = size.pixelCount
        let hasAlpha = layout.hasAlpha
        let colored = [UInt8](capacity: pixelCount * (hasAlpha ? 4 : 3)) { output in
            for pixel in 0..<pixelCount {
                for _ in 0..<3 { output.append(bytes[pixel &* step]) }
                if hasAlpha { output.append(bytes[pixel &* step &+ 1]) }
            }
        }
        return PictureToEncode(size: size, layout: hasAlpha ? .rgba : .rgb, samples: .bytes(colored))
    }
}

/// The first `colorCount` of three channels, each pixel followed by its alpha.
private func interleaved(_ rgb: Span<UInt8>, colorCount: Int, alpha: Span<UInt8>?) -> [UInt8] {
    let pixelCount = rgb.count / 3
    return [UInt8](capacity: pixelCount * (colorCount + (alpha == nil ? 0 : 1))) { output in
        for pixel in 0..<pixelCount {
            for channel in 0..<colorCount { output.append(rgb[pixel &* 3 &+ channel]) }
            if let alpha { output.append(alpha[pixel]) }
        }
    }
}
