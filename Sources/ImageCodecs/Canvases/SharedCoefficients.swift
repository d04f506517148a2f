// SPDX-License-Identifier: Apache-2.0

import Imaging
import Synchronization

/// The coefficients of one JPEG file, read by any number of canvases in turns and never changed for longer than a
/// writing.
final class SharedCoefficients: Sendable {
    /// Width and height as stored.
    let size: PixelSize
    /// `.gray` or `.rgb`.
    let layout: SampleLayout
    /// Whether colour has fewer samples than luminance.
    let isChromaSubsampled: Bool
    /// The embedded ICC profile, not checked.
    let iccProfile: [UInt8]?
    /// The memory that they take.
    let byteCount: Int
    private let coefficients: Mutex<JPEGCoefficients>

    /// Reads the coefficients; `nil` when the file may be sound but has to be decoded whole (CMYK, YCCK).
    init?(_ bytes: Span<UInt8>, limits: ImageLimits) throws(ImageError) {
        guard let coefficients = try JPEGCoefficients(bytes, limits: limits) else { return nil }
        size = coefficients.size
        layout = coefficients.layout
        isChromaSubsampled = coefficients.isChromaSubsampled
        iccProfile = coefficients.iccProfile
        byteCount = coefficients.byteCount
        self.coefficients = Mutex(coefficients)
    }

    /// See ``JPEGCoefficients/samples(in:)``.
    func samples(in region: PixelRegion) throws(ImageError) -> [UInt8] {
        try coefficients.withLock { coefficients throws(ImageError) in try coefficients.samples(in: region) }
    }

    /// See ``JPEGCoefficients/samples(from:outputSize:reduction:)``.
    func samples(
        from origin: SIMD2<Int>,
        outputSize: PixelSize,
        reduction: Reduction
    ) throws(ImageError) -> [UInt8] {
        try coefficients.withLock { coefficients throws(ImageError) in
            try coefficients.samples(from: origin, outputSize: outputSize, reduction: reduction)
        }
    }

    /// The file with edits made: JFIF, orientation, and the ICC profile if it is to be kept.
    ///
    /// The coefficients are afterwards as they were before.
    func encoded(
        _ edits: [StoredEdit],
        orientation: Orientation,
        keepsProfile: Bool,
        capacity: Int
    ) throws(ImageError) -> [UInt8] {
        try coefficients.withLock { coefficients throws(ImageError) in
            defer { coefficients.revert() }
            for edit in edits { try coefficients.apply(edit) }
            return try coefficients.encoded(orientation: orientation, keepsProfile: keepsProfile, capacity: capacity)
        }
    }
}
