// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// How a result is written.
public struct OutputOptions: Hashable, Sendable {
    /// `nil`: the target's own format (HEIC and AVIF come out as JPEG).
    public var format: ImageFormat?
    /// 1 to 100 for JPEG and WebP; `nil`: as the target was stored.
    public var quality: Int?

    /// The defaults.
    public init(format: ImageFormat? = nil, quality: Int? = nil) {
        self.format = format
        self.quality = quality
    }
}

/// A finished file in memory.
public struct EncodedImage: Sendable {
    /// The file.
    public let bytes: [UInt8]
    /// Its format.
    public let format: ImageFormat
    /// Width and height as shown.
    public let size: PixelSize
}

/// A decoded picture, whatever file it came from.
public struct DecodedImage: ~Copyable, FusionCanvas {
    /// Width and height, upright.
    public let size: PixelSize
    /// The format it was stored in.
    public let format: ImageFormat

    /// Decodes a file after its header passed the limits.
    public init(decoding bytes: [UInt8], limits: ImageLimits = ImageLimits()) throws(ImageError) {
        throw ImageError(.imageDecodeFailed, "under construction")
    }

    /// See ``FusionCanvas``.
    public mutating func pixels(in region: PixelRegion, reduction: Reduction) throws -> PixelBuffer {
        throw ImageError(.imageDecodeFailed, "under construction")
    }

    /// See ``FusionCanvas``.
    public mutating func replace(
        _ region: PixelRegion,
        original: borrowing PixelBuffer,
        with pixels: borrowing PixelBuffer
    ) throws {
        throw ImageError(.imageDecodeFailed, "under construction")
    }

    /// The file with the changes made.
    public consuming func encoded(_ options: OutputOptions = OutputOptions()) throws(ImageError) -> EncodedImage {
        throw ImageError(.imageEncodeFailed, "under construction")
    }
}
