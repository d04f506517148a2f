// SPDX-License-Identifier: Apache-2.0

import Imaging

/// How a result is written: the options and the target decide.
enum OutputEncoding: Hashable {
    /// The target's own JPEG coefficients where nothing changed.
    case carriedOver
    case jpeg(quality: Int)
    case png
    /// Without quality: lossless.
    case webp(quality: Int?)

    /// The quality of a JPEG or lossy WebP whose target was stored in another way.
    static let jpegQualityDefault = 92
    static let webpQualityDefault = 90

    /// HEIC and AVIF become JPEG; WebP without a quality is lossless when the target was.
    init(_ options: OutputOptions, target: ImageFormat, isLossless: Bool) {
        let quality = options.quality.map { max(1, min($0, 100)) }
        switch options.format ?? target {
        case .jpeg where quality == nil && target == .jpeg: self = .carriedOver
        case .jpeg, .heic, .avif: self = .jpeg(quality: quality ?? Self.jpegQualityDefault)
        case .png: self = .png
        case .webp: self = .webp(quality: quality ?? (isLossless ? nil : Self.webpQualityDefault))
        }
    }

    /// The format that comes out.
    var format: ImageFormat {
        switch self {
        case .carriedOver, .jpeg: .jpeg
        case .png: .png
        case .webp: .webp
        }
    }

    /// Encodes a picture; without coefficients ``carriedOver`` means the default quality.
    func encode(_ picture: consuming PictureToEncode) throws(ImageError) -> [UInt8] {
        switch self {
        case .carriedOver: try Self.jpeg(picture, quality: Self.jpegQualityDefault)
        case .jpeg(let quality): try Self.jpeg(picture, quality: quality)
        case .png: try ForeignEncoder.png(picture)
        case .webp(let quality): try Self.webp(picture, quality: quality)
        }
    }

    /// JPEG has no alpha: what is transparent becomes white.
    private static func jpeg(_ picture: consuming PictureToEncode, quality: Int) throws(ImageError) -> [UInt8] {
        let isChromaSubsampled = picture.isChromaSubsampled
        let opaque = picture.layout.hasAlpha ? picture.flattened() : picture
        return try ForeignEncoder.jpeg(opaque, quality: quality, isChromaSubsampled: isChromaSubsampled)
    }

    /// WebP has no gray.
    private static func webp(_ picture: consuming PictureToEncode, quality: Int?) throws(ImageError) -> [UInt8] {
        let colored = picture.layout.colorCount == 1 ? picture.colored() : picture
        return try ForeignEncoder.webp(colored, quality: quality)
    }
}
