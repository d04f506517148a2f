// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(1))) struct `Canvas colours` {
    static let patch = PixelRegion(x: 30, y: 20, width: 30, height: 24)
    /// Inside sRGB, so that it has a place in the wider profile.
    static let color: [UInt8] = [180, 110, 90]

    @Test(arguments: ["profile.jpg", "profile.png", "gray-profile.jpg"])
    func `the profile stays and what is painted is converted back`(name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        let before = try CanvasFixture.decoded(bytes)
        let profile = try #require(before.iccProfile)
        var image = try DecodedImage(decoding: bytes)
        let shown = try image.allPixels()
        let color: [UInt8] = name.hasPrefix("gray") ? [120, 120, 120] : Self.color
        try image.paint(Self.patch) { _, _ in color }
        let output = try image.encoded().bytes
        let after = try CanvasFixture.decoded(output)
        #expect(after.iccProfile == profile)
        var again = try DecodedImage(decoding: output)
        let pixels = try again.allPixels()
        let center = (32 * 96 + 45) * 3
        for channel in 0..<3 { #expect(abs(Int(pixels[center + channel]) - Int(color[channel])) <= 5) }
        // Another corner of the picture, stored and shown.
        #expect(pixels[..<(96 * 3)] == shown[..<(96 * 3)])
        #expect(before.bytes[..<96] == after.bytes[..<96])
    }

    @Test func `stored numbers differ from what is shown when the profile is wide`() throws {
        let bytes = try ImageFixture.bytes("profile.png")
        var image = try DecodedImage(decoding: bytes)
        try image.paint(Self.patch) { _, _ in Self.color }
        let after = try CanvasFixture.decoded(image.encoded().bytes)
        let stored = after.bytes
        let center = (32 * 96 + 45) * 3
        // The same red needs less of a redder primary.
        #expect(stored[center] < Self.color[0] - 3)
    }

    @Test func `a colour outside sRGB that hardly changes stays outside`() throws {
        // Pure green of the wide profile; the face's rim changes it by one step.
        var builder = PNGBuilder(width: 64, height: 64, bitDepth: 8, colorType: 2)
        let source = try CanvasFixture.decoded(ImageFixture.bytes("profile.png"))
        let profile = try #require(source.iccProfile)
        builder.chunks = [("iCCP", Array("wide".utf8) + [0, 0] + PNGBuilder.stored(profile))]
        var image = try DecodedImage(decoding: builder.file { _, _, channel in channel == 1 ? 230 : 20 })
        let region = PixelRegion(x: 8, y: 8, width: 4, height: 4)
        let original = try image.pixels(in: region, reduction: .full)
        var rim = original.copy()
        rim[1, 1, 2] = original[1, 1, 2] + 1
        try image.replace(region, original: original, with: rim)
        let after = try CanvasFixture.decoded(image.encoded().bytes)
        let stored = after.bytes
        let start = (9 * 64 + 9) * 3
        for (value, old) in zip(stored[start..<start + 3], [20, 230, 20]) { #expect(abs(Int(value) - old) <= 3) }
    }

    @Test func `the colour chunks of a PNG are copied, others are not`() throws {
        var builder = PNGBuilder(width: 64, height: 64, bitDepth: 8, colorType: 2)
        let chromaticities = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000].flatMap(PNGBuilder.big32)
        builder.chunks = [
            ("gAMA", PNGBuilder.big32(45_455)), ("cHRM", chromaticities), ("sRGB", [0]), ("cICP", [1, 13, 0, 1]),
            ("tEXt", Array("Comment\0secret".utf8)), ("pHYs", PNGBuilder.big32(2835) + PNGBuilder.big32(2835) + [1]),
            ("tIME", [7, 234, 11, 23, 12, 0, 0]),
        ]
        let output = try DecodedImage(decoding: builder.file { x, _, _ in x }).encoded().bytes
        #expect(PNGColorChunk.all(in: output.span).map(\.name.rawValue) == ["gAMA", "cHRM", "sRGB", "cICP"])
        let copied = PNGColorChunk.all(in: output.span).first { $0.name == .chromaticities }
        #expect(copied?.bytes == chromaticities)
        #expect(chunkNames(of: output) == ["IHDR", "gAMA", "cHRM", "sRGB", "cICP", "IDAT", "IEND"])
    }

    @Test(arguments: ["baseline-444", "progressive-420", "baseline-gray"])
    func `no metadata of a JPEG comes out again`(name: String) throws {
        let secret = Array("SECRET GPS 48.137N 11.575E".utf8)
        let segments: [(marker: UInt8, content: [UInt8])] = [
            (0xE1, CanvasFixture.exif(3) + secret),
            (0xE1, Array("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>".utf8) + secret),
            (0xED, Array("Photoshop 3.0\0 8BIM".utf8) + secret),
            (0xE2, Array("MPF\0".utf8) + secret), (0xE5, secret), (0xFE, secret),
        ]
        let plain = try CanvasFixture.bytes(name + ".jpg")
        var image = try DecodedImage(fixture: CanvasFixture.jpeg(plain, inserting: segments))
        try image.paint(PixelRegion(x: 20, y: 20, width: 9, height: 9)) { _, _ in [9, 9, 9] }
        for options in [OutputOptions(), OutputOptions(quality: 80), OutputOptions(format: .png)] {
            var copy = try DecodedImage(fixture: CanvasFixture.jpeg(plain, inserting: segments))
            try copy.paint(PixelRegion(x: 20, y: 20, width: 9, height: 9)) { _, _ in [9, 9, 9] }
            let text = String(decoding: try copy.encoded(options).bytes.map { $0 & 127 }, as: UTF8.self)
            for word in ["SECRET", "adobe", "Photoshop", "8BIM", "MPF"] { #expect(!text.contains(word)) }
        }
        let output = try image.encoded().bytes
        #expect(try ImageHeader.parse(output.span, limits: CanvasFixture.limits).orientation == .down)
        let markers = segmentMarkers(of: output)
        #expect(markers.filter { (0xE0...0xEF).contains($0) || $0 == 0xFE } == [0xE0, 0xE1])
    }

    private func chunkNames(of png: [UInt8]) -> [String] {
        var names: [String] = []
        var position = 8
        while position + 12 <= png.count {
            names.append(String(decoding: png[position + 4..<position + 8], as: UTF8.self))
            position += 12 + png[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        return names
    }

    private func segmentMarkers(of jpeg: [UInt8]) -> [UInt8] {
        var markers: [UInt8] = []
        var position = 2
        while position + 4 <= jpeg.count, jpeg[position] == 0xFF, jpeg[position + 1] != 0xDA {
            markers.append(jpeg[position + 1])
            position += 2 + (Int(jpeg[position + 2]) << 8 | Int(jpeg[position + 3]))
        }
        return markers
    }
}
