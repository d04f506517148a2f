// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(1))) struct `Output encoding` {
    @Test func `the target and the options decide`() {
        func encoding(
            _ target: ImageFormat,
            _ format: ImageFormat?,
            _ quality: Int?,
            lossless: Bool = false
        )
            -> OutputEncoding
        { OutputEncoding(OutputOptions(format: format, quality: quality), target: target, isLossless: lossless) }
        #expect(encoding(.jpeg, nil, nil) == .carriedOver)
        #expect(encoding(.jpeg, .jpeg, nil) == .carriedOver)
        #expect(encoding(.jpeg, nil, 80) == .jpeg(quality: 80))
        #expect(encoding(.png, .jpeg, nil, lossless: true) == .jpeg(quality: 92))
        #expect(encoding(.heic, nil, nil) == .jpeg(quality: 92))
        #expect(encoding(.avif, nil, 70) == .jpeg(quality: 70))
        #expect(encoding(.heic, .heic, nil) == .jpeg(quality: 92))
        #expect(encoding(.webp, nil, nil) == .webp(quality: 90))
        #expect(encoding(.webp, nil, nil, lossless: true) == .webp(quality: nil))
        #expect(encoding(.webp, nil, 75, lossless: true) == .webp(quality: 75))
        #expect(encoding(.png, .webp, nil, lossless: true) == .webp(quality: nil))
        #expect(encoding(.jpeg, .webp, nil) == .webp(quality: 90))
        #expect(encoding(.webp, .png, 50) == .png)
        #expect(encoding(.png, nil, 101, lossless: true) == .png)
        #expect(encoding(.jpeg, nil, 0) == .jpeg(quality: 1))
    }

    @Test(
        arguments: [
            "baseline-420.jpg", "gray.jpg", "cmyk-adobe.jpg", "cmyk-profile.jpg", "ycck.jpg", "profile.jpg", "rgb.png",
            "rgba.png", "rgb16.png", "palette.png", "profile.png", "lossy.webp", "lossy-alpha.webp", "lossless.webp",
            "lossless-alpha.webp", "plain.heic", "alpha.heic", "plain.avif", "p3.avif", "animated.png", "animated.webp",
        ],
        [ImageFormat.jpeg, .png, .webp]
    )
    func `every target can be written in every format`(name: String, format: ImageFormat) throws {
        let bytes = try ImageFixture.bytes(name)
        var image = try DecodedImage(decoding: bytes)
        let shown = try image.allPixels()
        let size = image.size
        let hasAlpha = try ImageFixture.header(name).hasAlpha
        let output = try image.encoded(OutputOptions(format: format, quality: 95))
        #expect(output.format == format && output.size == size)
        var again = try DecodedImage(decoding: output.bytes)
        let header = try ImageFixture.header(of: output.bytes)
        #expect(header.format == format && !header.isAnimated && header.size == output.size)
        #expect(header.hasAlpha == (hasAlpha && format != .jpeg))
        guard !(hasAlpha && format == .jpeg) else { return }
        let quality = peakSignalToNoise(try again.allPixels(), shown)
        #expect(quality > 32, "\(quality) dB")
        if format == .png { #expect(quality == .infinity) }
    }

    @Test(arguments: ["plain.heic", "plain.avif", "cmyk-adobe.jpg", "ycck.jpg"])
    func `what cannot be carried over becomes a JPEG`(name: String) throws {
        var image = try DecodedImage(decoding: ImageFixture.bytes(name))
        let shown = try image.allPixels()
        let output = try image.encoded()
        #expect(output.format == .jpeg)
        let header = try ImageFixture.header(of: output.bytes)
        #expect(header.channels == .rgb && header.orientation == .up)
        var again = try DecodedImage(decoding: output.bytes)
        #expect(peakSignalToNoise(try again.allPixels(), shown) > 32)
    }

    @Test func `transparent pixels become white in a JPEG`() throws {
        let builder = PNGBuilder(width: 64, height: 64, bitDepth: 8, colorType: 6)
        let file = builder.file { x, _, channel in channel == 3 ? (x < 32 ? 0 : 128) : 100 }
        let output = try DecodedImage(decoding: file).encoded(OutputOptions(format: .jpeg))
        var image = try DecodedImage(decoding: output.bytes)
        let pixels = try image.pixels(in: image.size.bounds, reduction: .full)
        for channel in 0..<3 {
            #expect(abs(Int(pixels[8, 8, channel]) - 255) <= 2)
            // 255 - 155 * 128 / 255.
            #expect(abs(Int(pixels[56, 8, channel]) - 177) <= 2)
        }
    }

    @Test func `a face painted on a JPEG reaches a PNG without loss`() throws {
        var image = try DecodedImage(fixture: CanvasFixture.bytes("optimized-420.jpg"))
        let patch = PixelRegion(x: 30, y: 30, width: 50, height: 40)
        let noise = CanvasFixture.noise(patch.size.pixelCount * 3, seed: 9)
        try image.paint(patch) { x, y in
            let start = ((y - patch.y) * patch.width + x - patch.x) * 3
            return Array(noise[start..<start + 3])
        }
        let painted = try image.allPixels()
        var png = try DecodedImage(fixture: image.encoded(OutputOptions(format: .png)).bytes)
        #expect(try png.allPixels() == painted)
    }

    @Test(arguments: ["lossless.webp", "lossless-alpha.webp", "rgba.png"])
    func `a lossless target becomes a lossless WebP`(name: String) throws {
        var image = try DecodedImage(decoding: ImageFixture.bytes(name))
        let shown = try image.allPixels()
        let output = try image.encoded(OutputOptions(format: .webp))
        #expect(try ImageFixture.header(of: output.bytes).isLossless)
        var again = try DecodedImage(decoding: output.bytes)
        #expect(try again.allPixels() == shown)
    }

    /// The measure is libpng at level 6 with its own filters; its sizes for these pictures were measured once.
    @Test(arguments: [("p1_f_young_cauc", 610_352), ("p3_f_mid_afr", 582_953), ("p6_m_old_afr", 560_972)])
    func `a PNG of a face is not much larger than its original`(name: String, original: Int) throws {
        let output = try DecodedImage(decoding: CanvasFixture.face(name)).encoded()
        #expect(output.bytes.count < original * 5 / 4, "\(output.bytes.count) bytes")
    }
}
