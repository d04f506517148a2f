// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import ImageCodecs
internal import Imaging

/// How much memory a task takes at most, told from its pictures' sizes before any of them is decoded.
///
/// Measured as growth of the peak resident set, with a face as wide as half the picture, in MB of 2^20 bytes: a PNG of
/// 768 pixels a side 17; a JPEG of 8, 24 and 50 megapixels 86, 235 and 448, without chroma subsampling 306 and 592 for
/// the last two, turned by EXIF up to 296 (24); PNG and lossy WebP 243 and 445; 16-bit PNG 485 and 948; AVIF 265 (24);
/// written as lossless WebP 477 and 855 (8-bit), 513 (16-bit, 24). A source photo 8, 42, 134 and 268, without
/// subsampling 188 and 411, 16-bit 322 and 643. The numbers here are just above those.
enum MemoryEstimate {
    /// What a fusion takes beside its pictures.
    static let base = 12 << 20
    /// What a search for faces takes beside its picture.
    static let searchBase = 4 << 20
    /// A pixel of a source photo of any kind; one is decoded at a time.
    static let sourcePixel = 14
    /// A pixel of a source's face, kept for the fusion, and the most that one is.
    static let texturePixel = 4
    /// See ``texturePixel``.
    static let textureMax = 20 << 20

    /// The bytes of a fusion.
    ///
    /// - Parameters:
    ///   - target: The target's header.
    ///   - fileByteCount: The target's file; the result's may be as large.
    ///   - photos: Every source photo.
    ///   - output: How the result is written.
    /// - Returns: An upper bound.
    static func byteCount(
        target: ImageHeader,
        fileByteCount: Int,
        photos: some Sequence<StoredImage>,
        output: OutputOptions
    ) -> Int {
        let sizes = photos.map(\.pixelCount)
        let textures = sizes.reduce(0) { $0 + min($1 * texturePixel, textureMax) }
        let fusion = target.size.pixelCount * pixelByteCount(target, output) + 2 * fileByteCount
        return base + max((sizes.max() ?? 0) * sourcePixel, fusion + textures)
    }

    /// The bytes of a search for faces.
    static func byteCount(searching picture: ImageHeader, fileByteCount: Int) -> Int {
        searchBase + picture.size.pixelCount * sourcePixel + fileByteCount
    }

    private static func pixelByteCount(_ target: ImageHeader, _ output: OutputOptions) -> Int {
        let turned = target.orientation == .up ? 0 : 3
        let decoded =
            switch target.format {
            case .jpeg: 13
            case .heic, .avif: 12
            case .png, .webp: target.bitDepth == 16 ? 21 : target.hasAlpha ? 13 : 11
            }
        // Lossless WebP is encoded from 4 bytes a pixel, with as much again for the encoder's own copies.
        let isLosslessWebP = (output.format ?? target.format) == .webp && output.quality == nil && target.isLossless
        return max(decoded + turned, isLosslessWebP ? 22 : 0)
    }
}
