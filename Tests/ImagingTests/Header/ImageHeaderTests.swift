// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Image header` {
    /// What a file's header is expected to say, where it differs from a plain 8-bit picture.
    struct Expectation: Sendable, CustomTestStringConvertible {
        var name: String
        var format: ImageFormat
        var channels = ImageHeader.Channels.rgb
        var bitDepth = 8
        var orientation = Orientation.up
        var isAnimated = false
        var isProgressive = false
        var isLossless = false
        var hasICCProfile = false
        var testDescription: String { name }
    }

    static let expectations: [Expectation] = [
        .init(name: "baseline-420.jpg", format: .jpeg),
        .init(name: "restart.jpg", format: .jpeg),
        .init(name: "progressive.jpg", format: .jpeg, isProgressive: true),
        .init(name: "gray.jpg", format: .jpeg, channels: .gray),
        .init(name: "cmyk-adobe.jpg", format: .jpeg, channels: .cmyk),
        .init(name: "ycck.jpg", format: .jpeg, channels: .cmyk),
        .init(name: "profile.jpg", format: .jpeg, hasICCProfile: true),
        .init(name: "orientation-3.jpg", format: .jpeg, orientation: .down),
        .init(name: "orientation-6.jpg", format: .jpeg, orientation: .right),
        .init(name: "rgb.png", format: .png, isLossless: true),
        .init(name: "rgba.png", format: .png, channels: .rgba, isLossless: true),
        .init(name: "rgb16.png", format: .png, bitDepth: 16, isLossless: true),
        .init(name: "palette.png", format: .png, channels: .palette, bitDepth: 4, isLossless: true),
        .init(name: "profile.png", format: .png, isLossless: true, hasICCProfile: true),
        .init(name: "orientation-6.png", format: .png, orientation: .right, isLossless: true),
        .init(name: "animated.png", format: .png, isAnimated: true, isLossless: true),
        .init(name: "lossy.webp", format: .webp),
        .init(name: "lossless.webp", format: .webp, isLossless: true),
        .init(name: "lossy-alpha.webp", format: .webp, channels: .rgba),
        .init(name: "lossless-alpha.webp", format: .webp, channels: .rgba, isLossless: true),
        .init(name: "profile.webp", format: .webp, isLossless: true, hasICCProfile: true),
        .init(name: "orientation-8.webp", format: .webp, orientation: .left, isLossless: true),
        .init(name: "animated.webp", format: .webp, isAnimated: true, isLossless: true),
        .init(name: "plain.heic", format: .heic),
        .init(name: "alpha.heic", format: .heic, channels: .rgba),
        .init(name: "gray.heic", format: .heic, channels: .gray),
        .init(name: "deep.heic", format: .heic, bitDepth: 10),
        .init(name: "profile.heic", format: .heic, hasICCProfile: true),
        .init(name: "plain.avif", format: .avif),
        .init(name: "alpha.avif", format: .avif, channels: .rgba),
        .init(name: "gray.avif", format: .avif, channels: .gray),
        .init(name: "deep.avif", format: .avif, bitDepth: 12),
        .init(name: "profile.avif", format: .avif, hasICCProfile: true),
        .init(name: "orientation-5.avif", format: .avif, orientation: .leftMirrored),
        .init(name: "orientation-7.avif", format: .avif, orientation: .rightMirrored),
        .init(name: "orientation-8.avif", format: .avif, orientation: .left),
    ]

    @Test(arguments: expectations)
    func `a header tells what the file stores`(_ expected: Expectation) throws {
        let bytes = try ImageFixture.bytes(expected.name)
        let header = try ImageFixture.header(of: bytes)
        #expect(header.format == expected.format)
        #expect(header.displaySize == ImageFixture.size)
        #expect(header.size == expected.orientation.displaySize(ofStored: ImageFixture.size))
        #expect(header.channels == expected.channels)
        #expect(header.hasAlpha == (expected.channels == .rgba))
        #expect(header.bitDepth == expected.bitDepth)
        #expect(header.orientation == expected.orientation)
        #expect(header.isAnimated == expected.isAnimated)
        #expect(header.isProgressive == expected.isProgressive)
        #expect(header.isLossless == expected.isLossless)
        #expect(header.hasICCProfile == expected.hasICCProfile)
    }

    @Test(arguments: Orientation.allCases)
    func `each EXIF orientation shows the same size`(_ orientation: Orientation) throws {
        let header = try ImageFixture.header("orientation-\(orientation.rawValue).jpg")
        #expect(header.orientation == orientation)
        #expect(header.displaySize == ImageFixture.size)
    }

    @Test(arguments: ["heic", "avif"])
    func `a grid has its own size, then rotation and crop`(_ suffix: String) throws {
        let grid = try ImageFixture.header("grid.\(suffix)")
        #expect(grid.size == PixelSize(width: 128, height: 64) && grid.displaySize == grid.size)
        let turned = try ImageFixture.header("turned.\(suffix)")
        #expect(turned.orientation == Orientation.left.then(.downMirrored))
        #expect(turned.displaySize == PixelSize(width: 64, height: 128))
        var limits = ImageLimits()
        limits.sideMin = 1
        let cropped = try ImageFixture.header("cropped.\(suffix)", limits: limits)
        #expect(cropped.size == grid.size && cropped.displaySize == PixelSize(width: 100, height: 50))
    }

    @Test(arguments: ImageFixture.soundNames)
    func `a beginning says the same as the file or asks for more`(_ name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        var limits = ImageLimits()
        limits.sideMin = 1
        let whole = try ImageFixture.header(of: bytes, limits: limits)
        var isFound = false
        for count in 0...bytes.count {
            let header = try ImageHeader.parse(prefix: bytes.span.extracting(first: count), limits: limits)
            #expect(header != nil || !isFound, "found, then lost at \(count)")
            guard let header else { continue }
            isFound = true
            #expect(header.size == whole.size && header.format == whole.format && header.channels == whole.channels)
            #expect(header.isLossless == whole.isLossless && header.isAnimated == whole.isAnimated)
        }
        #expect(isFound)
    }

    @Test func `the frame header is found behind megabytes of segments`() throws {
        let jpeg = try ImageFixture.bytes("baseline-420.jpg")
        let segment: [UInt8] = [0xFF, 0xE2, 0xFF, 0xFF] + [UInt8](repeating: 0xFF, count: 65_533)
        let padded = Array(jpeg[..<2]) + (0..<20).flatMap { _ in segment } + [0, 0x12, 0xFF] + jpeg[2...]
        #expect(try ImageFixture.header(of: padded).size == ImageFixture.size)
        #expect(try ImageHeader.parse(prefix: padded.span.extracting(first: 1_000_000)) == nil)
    }
}
