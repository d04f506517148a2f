// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// A decoded picture, whatever file it came from.
///
/// What the fusion does not change comes out as it went in: a JPEG's coefficients, 16-bit samples, alpha, the colour
/// space and the stored orientation, as long as the output has the target's own format and no quality is asked for.
/// A gray target stays gray. Of the metadata only the ICC profile and the orientation come out again.
public struct DecodedImage: ~Copyable, Sendable, FusionCanvas {
    private enum Canvas: ~Copyable, Sendable {
        case coefficients(JPEGCanvas)
        case samples(SampleCanvas)

        mutating func replace(_ change: PixelChange) throws(ImageError) {
            var failure: ImageError?
            switch consume self {
            case .coefficients(var canvas):
                do throws(ImageError) { try canvas.replace(change) } catch { failure = error }
                self = .coefficients(canvas)
            case .samples(var canvas):
                do throws(ImageError) { try canvas.replace(change) } catch { failure = error }
                self = .samples(canvas)
            }
            if let failure { throw failure }
        }

        // Payloads stay noncopyable: Swift 6.3 traps where a borrowed noncopyable enum's copyable payload is copied.
        borrowing func copy() -> Canvas {
            switch self {
            case .coefficients(let canvas): .coefficients(canvas.copy())
            case .samples(let canvas): .samples(canvas.copy())
            }
        }
    }

    /// Width and height, upright.
    public let size: PixelSize
    /// The format it was stored in.
    public let format: ImageFormat
    private let isLossless: Bool
    private var canvas: Canvas

    /// Decodes a file after its header passed the limits.
    ///
    /// - Parameters:
    ///   - bytes: The file; not needed afterwards.
    ///   - limits: What the image may measure.
    /// - Throws: `ImageError`; a file that is cut off is refused.
    public init(decoding bytes: [UInt8], limits: ImageLimits = ImageLimits()) throws(ImageError) {
        let header = try ImageHeader.parse(bytes.span, limits: limits)
        if header.format == .jpeg, let canvas = try JPEGCanvas(bytes.span, header: header, limits: limits) {
            size = canvas.size
            self.canvas = .coefficients(canvas)
        } else {
            let canvas = try SampleCanvas(bytes.span, header: header, limits: limits)
            size = canvas.size
            self.canvas = .samples(canvas)
        }
        format = header.format
        isLossless = header.isLossless
    }

    private init(copying other: borrowing DecodedImage) {
        size = other.size
        format = other.format
        isLossless = other.isLossless
        canvas = other.canvas.copy()
    }

    /// The same picture once more, without decoding: what is stored is shared, changes are each one's own.
    ///
    /// - Returns: The picture as it is now, changes included.
    public borrowing func copy() -> DecodedImage { DecodedImage(copying: self) }

    /// The memory that the stored picture takes, in bytes; changes are not counted.
    public var byteCount: Int {
        switch canvas {
        case .coefficients(let canvas): canvas.byteCount
        case .samples(let canvas): canvas.byteCount
        }
    }

    /// See ``FusionCanvas``.
    public mutating func pixels(in region: PixelRegion, reduction: Reduction) throws(ImageError) -> PixelBuffer {
        try read(region, reduction: reduction)
    }

    private borrowing func read(_ region: PixelRegion, reduction: Reduction) throws(ImageError) -> PixelBuffer {
        precondition(size.bounds.contains(region), "the region lies inside the picture")
        switch canvas {
        case .coefficients(let canvas): return try canvas.pixels(in: region, reduction: reduction)
        case .samples(let canvas): return try canvas.pixels(in: region, reduction: reduction)
        }
    }

    /// See ``FusionCanvas``.
    public mutating func replace(
        _ region: PixelRegion,
        original: borrowing PixelBuffer,
        with pixels: borrowing PixelBuffer
    ) throws(ImageError) {
        precondition(size.bounds.contains(region), "the region lies inside the picture")
        guard let change = PixelChange(in: region, original: original, replacement: pixels) else { return }
        try canvas.replace(change)
    }

    /// The file with the changes made.
    ///
    /// - Parameter options: Format and quality; by default the target's own.
    /// - Returns: The finished file.
    /// - Throws: `ImageError` with `image_encode_failed`.
    public consuming func encoded(_ options: OutputOptions = OutputOptions()) throws(ImageError) -> EncodedImage {
        let encoding = OutputEncoding(options, target: format, isLossless: isLossless)
        let size = size
        let bytes: [UInt8]
        switch consume canvas {
        case .coefficients(let canvas):
            bytes = encoding == .carriedOver ? try canvas.encoded() : try encoding.encode(try canvas.shownPicture())
        case .samples(let canvas):
            let keepsStored = encoding.format == canvas.format && canvas.format != .jpeg
            bytes = try encoding.encode(keepsStored ? canvas.storedPicture() : canvas.shownPicture())
        }
        return EncodedImage(bytes: bytes, format: encoding.format, size: size)
    }
}
