// SPDX-License-Identifier: Apache-2.0

/// By how much an image is shrunk on reading, each side rounded up.
public enum Reduction: Int, Sendable, CaseIterable {
    /// Every pixel.
    case full = 1
    /// Half of each side.
    case half = 2
    /// A quarter of each side.
    case quarter = 4
    /// An eighth of each side: in a JPEG the mean of every block, nearly free.
    case eighth = 8
}

/// A decoded picture that faces are read from and fused into.
///
/// Upright (the EXIF orientation is applied) and sRGB for whoever looks; what is stored behind it (JPEG coefficients,
/// 16-bit samples, another colour space) stays untouched outside the pixels that ``replace(_:original:with:)`` changes.
public protocol FusionCanvas: ~Copyable {
    /// Width and height, upright.
    var size: PixelSize { get }

    /// The pixels of a part of the picture.
    ///
    /// Layout: `.rgb`. With a reduction, the region's sides are divided and rounded up; each pixel is about the mean of
    /// its block.
    ///
    /// - Parameters:
    ///   - region: Must lie inside the picture.
    ///   - reduction: By how much to shrink.
    /// - Returns: The pixels, `.rgb`.
    /// - Throws: `ImageError` when the stored data turns out to be damaged.
    mutating func pixels(in region: PixelRegion, reduction: Reduction) throws -> PixelBuffer

    /// Changes the pixels in which `pixels` differs from `original`, and no others.
    ///
    /// - Parameters:
    ///   - region: Must lie inside the picture.
    ///   - original: What ``pixels(in:reduction:)`` gave for the region.
    ///   - pixels: The region's new pixels, `.rgb`.
    /// - Throws: `ImageError` when the pixels cannot be stored.
    mutating func replace(
        _ region: PixelRegion,
        original: borrowing PixelBuffer,
        with pixels: borrowing PixelBuffer
    ) throws
}
