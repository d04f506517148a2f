// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// How a result is written.
public struct OutputOptions: Hashable, Sendable {
    /// `nil`: the target's own format (HEIC and AVIF come out as JPEG).
    public var format: ImageFormat?
    /// 1 to 100 for JPEG and WebP; `nil`: as the target was stored.
    ///
    /// Without it a JPEG target keeps its coefficients, another target becomes a JPEG at 92; WebP is lossless when the
    /// target was lossless, else 90. PNG has no quality.
    public var quality: Int?

    /// Options; by default the target's own format and quality.
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
