// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import TestSupport

@testable import ImageCodecs

/// The small pictures of this folder: one 181 x 147 crop of a synthetic face in many JPEG forms.
enum CanvasFixture {
    /// JPEGs whose coefficients can be carried over.
    static let carriedJPEGs = [
        "baseline-444", "baseline-422", "baseline-420", "baseline-440", "baseline-411", "baseline-gray",
        "progressive-444", "progressive-420", "progressive-gray", "restart-420", "optimized-420", "rgb-444",
    ]

    /// The bytes of a file beside this one.
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return try [UInt8](Data(contentsOf: folder.appending(path: name)))
    }

    /// A synthetic face in PNG, 768 x 768.
    static func face(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Examples/faces")
        return try [UInt8](Data(contentsOf: folder.appending(path: name + ".png")))
    }

    /// Limits for pictures that are smaller than those of users.
    static var limits: ImageLimits {
        var limits = ImageLimits()
        limits.sideMin = 1
        return limits
    }

    /// What the decoder gives for a file.
    static func decoded(_ bytes: [UInt8]) throws -> StoredPicture {
        let pixels = try ImageDecoder.decode(bytes.span, limits: limits)
        return StoredPicture(
            header: pixels.header,
            layout: pixels.layout,
            samples: pixels.samples,
            iccProfile: pixels.iccProfile
        )
    }

    /// The coefficients of a JPEG that can be carried over.
    static func coefficients(_ bytes: [UInt8]) throws -> JPEGCoefficients {
        guard let coefficients = try JPEGCoefficients(bytes.span, limits: limits) else {
            throw ImageError(.unsupportedFormat, "a JPEG that has to be decoded whole")
        }
        return coefficients
    }

    /// Random samples.
    static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 32) }
    }

    /// A JPEG with further segments behind its start.
    static func jpeg(_ bytes: [UInt8], inserting segments: [(marker: UInt8, content: [UInt8])]) -> [UInt8] {
        var result = Array(bytes[..<2])
        for segment in segments {
            let count = segment.content.count + 2
            result += [0xFF, segment.marker, UInt8(count >> 8), UInt8(count & 255)] + segment.content
        }
        return result + bytes[2...]
    }

    /// What an EXIF segment with this orientation contains.
    static func exif(_ orientation: Int) -> [UInt8] {
        Array("Exif\0\0MM\0*".utf8)
            + [0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0]
    }

    /// What an ICC segment with the whole of a small profile contains.
    static func iccSegment(_ profile: [UInt8]) -> [UInt8] { Array("ICC_PROFILE\0".utf8) + [1, 1] + profile }
}

/// Decoded pixels that can be copied, as the macros of the tests need them.
struct StoredPicture {
    let header: ImageHeader
    let layout: SampleLayout
    let samples: PixelSamples
    let iccProfile: [UInt8]?

    /// The samples of an 8-bit picture; none of another one.
    var bytes: [UInt8] {
        guard case .bytes(let bytes) = samples else { return [] }
        return bytes
    }
}

extension DecodedImage {
    /// Opens a fixture without a least size.
    init(fixture bytes: [UInt8]) throws { try self.init(decoding: bytes, limits: CanvasFixture.limits) }

    /// All pixels, upright.
    mutating func allPixels() throws -> [UInt8] {
        try pixels(in: size.bounds, reduction: .full).takeBytes()
    }

    /// Replaces the pixels of a region for which `paint` gives a colour.
    mutating func paint(_ region: PixelRegion, _ paint: (Int, Int) -> [UInt8]?) throws {
        let original = try pixels(in: region, reduction: .full)
        var painted = original.copy()
        for y in 0..<region.height {
            for x in 0..<region.width {
                guard let color = paint(region.x + x, region.y + y) else { continue }
                for channel in 0..<3 { painted[x, y, channel] = color[channel] }
            }
        }
        try replace(region, original: original, with: painted)
    }
}

/// 10 log10(255² / mean squared difference); infinite for equal pictures.
func peakSignalToNoise(_ first: [UInt8], _ second: [UInt8]) -> Double {
    precondition(first.count == second.count && !first.isEmpty, "two pictures of one size")
    var sum = 0
    for index in first.indices {
        let difference = Int(first[index]) - Int(second[index])
        sum += difference * difference
    }
    guard sum > 0 else { return .infinity }
    return 10 * log10(255 * 255 * Double(first.count) / Double(sum))
}
