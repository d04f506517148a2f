// SPDX-License-Identifier: Apache-2.0

/// What the first bytes of an image file say about it.
///
/// Read by bounds-checked Swift alone, so that untrusted bytes can be judged before any C code sees them.
public struct ImageHeader: Hashable, Sendable {
    /// Which channels are stored.
    public enum Channels: String, Sendable, CaseIterable {
        case gray, grayAlpha, rgb, rgba, palette, cmyk
    }

    /// The format.
    public var format: ImageFormat
    /// Width and height as stored.
    public var size: PixelSize
    /// Width and height as shown: turned by ``orientation`` and cropped (HEIC and AVIF).
    public var displaySize: PixelSize
    /// How the stored picture is turned: the EXIF tag, in HEIC and AVIF the rotation and mirror properties.
    public var orientation: Orientation
    /// Bits in a stored sample; in a palette the bits of an index.
    public var bitDepth: Int
    /// Which channels are stored.
    public var channels: Channels
    /// Whether some pixel may be transparent.
    public var hasAlpha: Bool
    /// Whether there are more pictures than the first, to be shown one after the other.
    public var isAnimated: Bool
    /// Whether the picture comes in several passes: a progressive JPEG, an interlaced PNG.
    public var isProgressive: Bool
    /// Whether the stored pixels are exact: PNG, lossless WebP.
    public var isLossless: Bool
    /// Whether an ICC profile is embedded.
    public var hasICCProfile: Bool

    /// A header for an 8-bit picture without anything special.
    init(format: ImageFormat, size: PixelSize, channels: Channels) {
        self.format = format
        self.size = size
        self.channels = channels
        displaySize = size
        orientation = .up
        bitDepth = 8
        hasAlpha = channels == .grayAlpha || channels == .rgba
        isAnimated = false
        isProgressive = false
        isLossless = format == .png
        hasICCProfile = false
    }

    /// Reads the header of a whole file and holds it against the limits.
    ///
    /// That a header is returned does not mean that the pixels behind it are sound.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - limits: What the image may measure.
    /// - Returns: The header.
    /// - Throws: `ImageError` with `unsupported_format`, `image_decode_failed` (damaged or cut off),
    ///   `image_too_large_bytes`, `image_too_large_pixels` or `image_too_small`.
    public static func parse(
        _ bytes: Span<UInt8>,
        limits: ImageLimits = ImageLimits()
    ) throws(ImageError) -> ImageHeader {
        guard bytes.count <= limits.byteCountMax else {
            throw ImageError(
                .imageTooLargeBytes,
                "the file is too large",
                measured: "\(bytes.count) bytes",
                limit: "\(limits.byteCountMax) bytes"
            )
        }
        do throws(HeaderFault) {
            return try read(bytes).checked(limits)
        } catch {
            throw error.imageError(FileSignature(bytes))
        }
    }

    /// Reads the header from the first bytes of a file, as they come in.
    ///
    /// An orientation that is stored behind the pixels (WebP, seldom PNG) is not seen from a prefix. The size of the
    /// file is not judged. A header is at the latest found when the whole file is there.
    ///
    /// - Parameters:
    ///   - bytes: The file up to anywhere.
    ///   - limits: What the image may measure.
    /// - Returns: The header, or `nil` when more bytes are needed to know.
    /// - Throws: `ImageError` as soon as no further bytes can mend the file.
    public static func parse(
        prefix bytes: Span<UInt8>,
        limits: ImageLimits = ImageLimits()
    ) throws(ImageError) -> ImageHeader? {
        do throws(HeaderFault) {
            return try read(bytes).checked(limits)
        } catch .needsMoreBytes {
            return nil
        } catch {
            throw error.imageError(FileSignature(bytes))
        }
    }

    private static func read(_ bytes: Span<UInt8>) throws(HeaderFault) -> ImageHeader {
        let signature = FileSignature(bytes)
        switch signature {
        case .jpeg: return try JPEGHeaderReader.read(bytes)
        case .png: return try PNGHeaderReader.read(bytes)
        case .webp: return try WebPHeaderReader.read(bytes)
        case .isoMedia: return try ISOMediaHeaderReader.read(bytes)
        case .tooShort: throw .needsMoreBytes
        case .other(let description): throw .unsupported(description)
        }
    }

    /// The header itself when it is within the limits.
    private func checked(_ limits: ImageLimits) throws(HeaderFault) -> ImageHeader {
        for size in [size, displaySize] {
            if let error = limits.refusal(of: size) { throw .refused(error) }
        }
        return self
    }
}

extension ImageLimits {
    /// Why a picture of this size is refused; `nil` when it is within the limits.
    public func refusal(of size: PixelSize) -> ImageError? {
        let measured = "\(size.width) x \(size.height) pixels"
        if max(size.width, size.height) > sideMax {
            return ImageError(
                .imageTooLargePixels,
                "the image is too large",
                measured: measured,
                limit: "\(sideMax) pixels a side"
            )
        }
        if size.width.multipliedReportingOverflow(by: size.height).overflow || size.pixelCount > pixelCountMax {
            return ImageError(
                .imageTooLargePixels,
                "the image has too many pixels",
                measured: measured,
                limit: "\(pixelCountMax) pixels"
            )
        }
        if min(size.width, size.height) < max(sideMin, 1) {
            return ImageError(
                .imageTooSmall,
                "the image is too small",
                measured: measured,
                limit: "\(max(sideMin, 1)) pixels a side"
            )
        }
        return nil
    }
}
