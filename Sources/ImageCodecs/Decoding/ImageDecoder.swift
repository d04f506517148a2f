// SPDX-License-Identifier: Apache-2.0

import CImageCodecs
import Imaging

/// Decodes image files with the C libraries, under limits that hold inside them too.
enum ImageDecoder {
    /// What a library may allocate for one picture: twice the coefficients of the largest progressive JPEG.
    static let memoryByteCountMax = 1 << 30

    /// The most scans of a JPEG; encoders write about 10, and 64 coefficients cannot need more than this.
    static let scanCountMax = 100

    /// Decodes a whole file.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - limits: What the image may measure.
    ///   - reduction: Other than `.full` for JPEG alone: the picture at that fraction of each side, rounded up.
    /// - Returns: The samples as stored.
    /// - Throws: `ImageError`; a file that is cut off is never half decoded.
    static func decode(
        _ bytes: Span<UInt8>,
        limits: ImageLimits = ImageLimits(),
        reduction: Reduction = .full
    ) throws(ImageError) -> DecodedPixels {
        try decode(bytes, header: ImageHeader.parse(bytes, limits: limits), limits: limits, reduction: reduction)
    }

    /// Decodes a whole file whose header was parsed already.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - header: What `ImageHeader.parse` gave for it.
    ///   - limits: What the image may measure.
    ///   - reduction: Other than `.full` for JPEG alone: the picture at that fraction of each side, rounded up.
    ///   - memoryByteCountMax: What the library may allocate.
    /// - Returns: The samples as stored.
    /// - Throws: `ImageError`; a file that is cut off is never half decoded.
    static func decode(
        _ bytes: Span<UInt8>,
        header: ImageHeader,
        limits: ImageLimits = ImageLimits(),
        reduction: Reduction = .full,
        memoryByteCountMax: Int = memoryByteCountMax
    ) throws(ImageError) -> DecodedPixels {
        precondition(reduction == .full || header.format == .jpeg, "only JPEG is decoded at a fraction")
        try header.checkCodedPictures(bytes)
        // The closure's own typed error keeps the signature typed.
        let result: Result<DecodedFile, ImageError> = unsafe bytes.withUnsafeBufferPointer { buffer in
            do throws(ImageError) {
                var decoder = unsafe try ForeignDecoder(
                    buffer,
                    format: header.format,
                    limits: limits,
                    shrink: reduction.rawValue,
                    memoryByteCountMax: memoryByteCountMax
                )
                return .success(try decoder.decodeFile())
            } catch {
                return .failure(error)
            }
        }
        let file = try result.get()
        return DecodedPixels(
            header: header,
            size: file.size,
            layout: file.layout,
            samples: file.samples,
            iccProfile: file.iccProfile,
            orientation: header.format == .heic || header.format == .avif ? .up : header.orientation
        )
    }
}

/// What a C decoder gives.
struct DecodedFile {
    let size: PixelSize
    let layout: SampleLayout
    let samples: PixelSamples
    let iccProfile: [UInt8]?
}
