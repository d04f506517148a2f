// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

/// The reference is libjpeg's own decoder, which the image decoder runs on the whole file.
@Suite(.timeLimit(.minutes(1))) struct `JPEG regions` {
    @Test(arguments: CanvasFixture.carriedJPEGs)
    func `every region equals the full decode of libjpeg bit for bit`(name: String) throws {
        let bytes = try CanvasFixture.bytes(name + ".jpg")
        let reference = try CanvasFixture.decoded(bytes)
        let coefficients = try CanvasFixture.coefficients(bytes)
        let expected = reference.bytes
        let size = coefficients.size
        #expect(try coefficients.samples(in: size.bounds) == expected)
        let seed: UInt64 = 11
        var generator = SplitMix64(seed: seed)
        for _ in 0..<80 {
            let x = Int.random(in: 0..<size.width, using: &generator)
            let y = Int.random(in: 0..<size.height, using: &generator)
            let width = Int.random(in: 1...(size.width - x), using: &generator)
            let height = Int.random(in: 1...(size.height - y), using: &generator)
            let region = PixelRegion(x: x, y: y, width: width, height: height)
            let wanted = cropped(
                expected.span,
                size: size,
                channelCount: coefficients.layout.channelCount,
                to: region
            )
            #expect(try coefficients.samples(in: region) == wanted, "seed \(seed), \(region)")
        }
    }

    @Test(arguments: CanvasFixture.carriedJPEGs, [Reduction.half, .quarter, .eighth])
    func `a reduced picture is about the mean of its blocks`(name: String, reduction: Reduction) throws {
        var image = try DecodedImage(fixture: CanvasFixture.bytes(name + ".jpg"))
        // Not on the grid of blocks, and on it.
        let regions = [image.size.bounds, PixelRegion(x: 13, y: 22, width: 120, height: 99)]
        for region in regions {
            let full = try image.pixels(in: region, reduction: .full)
            let small = try image.pixels(in: region, reduction: reduction)
            let means = try reducedPixels(in: region, reduction: reduction) { part throws(ImageError) in
                let inner = PixelRegion(x: 0, y: part.y - region.y, width: part.width, height: part.height)
                let rows = cropped(full.bytes, size: full.size, channelCount: 3, to: inner)
                return PixelBuffer(size: part.size, layout: .rgb, bytes: rows)
            }
            #expect(small.size == means.size)
            let quality = peakSignalToNoise(small.takeBytes(), means.takeBytes())
            // Off the grid each pixel is mixed from its neighbours, which softens it.
            #expect(quality > (region == image.size.bounds ? 35 : 26), "\(region): \(quality) dB")
        }
    }

    @Test func `all eight orientations show one reduced picture`() throws {
        let plain = try CanvasFixture.bytes("baseline-420.jpg")
        for orientation in Orientation.allCases where orientation != .up {
            let segments = [(marker: UInt8(0xE1), content: CanvasFixture.exif(orientation.rawValue))]
            var image = try DecodedImage(fixture: CanvasFixture.jpeg(plain, inserting: segments))
            let full = try image.pixels(in: image.size.bounds, reduction: .full)
            let small = try image.pixels(in: image.size.bounds, reduction: .quarter)
            let means = try reducedPixels(in: full.size.bounds, reduction: .quarter) { part throws(ImageError) in
                let rows = cropped(full.bytes, size: full.size, channelCount: 3, to: part)
                return PixelBuffer(size: part.size, layout: .rgb, bytes: rows)
            }
            let quality = peakSignalToNoise(small.takeBytes(), means.takeBytes())
            #expect(quality > 30, "\(orientation): \(quality) dB")
        }
    }

    @Test func `a cut file is refused at every length`() throws {
        let bytes = try CanvasFixture.bytes("progressive-420.jpg")
        for count in stride(from: 2, to: bytes.count - 2, by: 37) {
            #expect(throws: ImageError.self) { _ = try DecodedImage(fixture: Array(bytes[..<count])) }
        }
    }

    @Test func `a file of a thousand scans is refused`() throws {
        // The last scan of a progressive file, repeated: each costs a pass over all blocks.
        let bytes = try CanvasFixture.bytes("progressive-gray.jpg")
        let starts = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        let last = try #require(starts.last)
        let scan = bytes[last..<(bytes.count - 2)]
        let scans = (0..<1000).flatMap { _ in scan }
        let bomb = Array(bytes[..<last]) + scans + [0xFF, 0xD9]
        let error = #expect(throws: ImageError.self) { _ = try DecodedImage(fixture: bomb) }
        #expect(error?.code == .imageDecodeFailed)
    }
}
