// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(1))) struct `Canvas orientation` {
    /// In the upright picture of 96 x 64, on no grid and in no corner.
    static let patch = PixelRegion(x: 40, y: 9, width: 37, height: 29)

    /// Four quarters of four colours, so that no turn of the patch looks like another one.
    static func color(_ x: Int, _ y: Int) -> [UInt8] {
        let colors: [[UInt8]] = [[230, 30, 230], [30, 200, 30], [20, 30, 220], [235, 225, 40]]
        return colors[(x - patch.x) / 19 + (y - patch.y) / 15 * 2]
    }

    @Test(arguments: Orientation.allCases)
    func `a JPEG is painted where it is looked at and stays turned`(orientation: Orientation) throws {
        let bytes = try ImageFixture.bytes("orientation-\(orientation.rawValue).jpg")
        var image = try DecodedImage(decoding: bytes)
        #expect(image.size == ImageFixture.size)
        let before = try image.allPixels()
        try image.paint(Self.patch) { x, y in Self.color(x, y) }
        let output = try image.encoded().bytes
        #expect(try ImageFixture.header(of: output).orientation == orientation)
        // The stored region is asked of the orientation alone, not of the canvas.
        let stored = try ImageFixture.header(of: bytes).size
        let place = orientation.storedRegion(ofDisplay: Self.patch, in: stored)
        let differences = try CoefficientDifferences(bytes, output)
        #expect(differences.haveEqualTables && !differences.blocks.isEmpty)
        for block in differences.blocks { #expect(!block.pixels.intersection(place).isEmpty) }
        var again = try DecodedImage(decoding: output)
        let after = try again.allPixels()
        try expectPatch(after, before: before, tolerance: 40)
    }

    @Test(arguments: ["orientation-6.png", "orientation-8.webp"])
    func `a lossless picture is painted where it is looked at and stays turned`(name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        let header = try ImageFixture.header(of: bytes)
        var image = try DecodedImage(decoding: bytes)
        #expect(image.size == ImageFixture.size && header.orientation != .up)
        let before = try image.allPixels()
        try image.paint(Self.patch) { x, y in Self.color(x, y) }
        let painted = try image.allPixels()
        let output = try image.encoded()
        let written = try ImageFixture.header(of: output.bytes)
        #expect(written.orientation == header.orientation && written.size == header.size)
        #expect(output.size == ImageFixture.size)
        var again = try DecodedImage(decoding: output.bytes)
        let after = try again.allPixels()
        if header.isLossless { #expect(after == painted) }
        try expectPatch(after, before: before, tolerance: header.isLossless ? 0 : 60)
    }

    @Test(arguments: [ImageFormat.png, .webp, .jpeg])
    func `another format or quality comes out upright`(format: ImageFormat) throws {
        var image = try DecodedImage(decoding: ImageFixture.bytes("orientation-5.jpg"))
        let before = try image.allPixels()
        let output = try image.encoded(OutputOptions(format: format, quality: 95))
        let header = try ImageFixture.header(of: output.bytes)
        #expect(header.orientation == .up && header.size == ImageFixture.size && header.format == format)
        var again = try DecodedImage(decoding: output.bytes)
        #expect(peakSignalToNoise(try again.allPixels(), before) > 30)
    }

    /// The quarters' colours away from their rims, the old picture away from the patch.
    private func expectPatch(_ after: [UInt8], before: [UInt8], tolerance: Int) throws {
        let width = ImageFixture.size.width
        for x in [44, 53, 65, 72] {
            for y in [14, 18, 29, 33] {
                let start = (y * width + x) * 3
                let distances = zip(after[start..<start + 3], Self.color(x, y)).map { abs(Int($0) - Int($1)) }
                #expect(distances.allSatisfy { $0 <= tolerance }, "\(x), \(y): \(distances)")
            }
        }
        guard tolerance <= 40 else { return }
        for y in 0..<ImageFixture.size.height {
            for x in 0..<width where x < Self.patch.x - 17 || x >= Self.patch.maxX + 17 || y >= Self.patch.maxY + 17 {
                let start = (y * width + x) * 3
                #expect(after[start..<start + 3] == before[start..<start + 3], "\(x), \(y)")
            }
        }
    }
}
