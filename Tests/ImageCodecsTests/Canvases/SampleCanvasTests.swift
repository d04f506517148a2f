// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

/// Lossless targets: every sample outside the painted pixels is compared with what the decoder gives for the input.
@Suite(.timeLimit(.minutes(1))) struct `Sample canvas` {
    static let size = PixelSize(width: 97, height: 71)
    static let patch = PixelRegion(x: 21, y: 13, width: 40, height: 33)

    /// A PNG of random samples.
    struct Form: CustomTestStringConvertible, Sendable {
        let bitDepth: Int
        let colorType: Int
        var isInterlaced = false
        var isTransparent = false

        var testDescription: String {
            "\(bitDepth) bits, type \(colorType)" + (isInterlaced ? ", interlaced" : "")
                + (isTransparent ? ", tRNS" : "")
        }

        func file(seed: UInt64) -> [UInt8] {
            var builder = PNGBuilder(width: size.width, height: size.height, bitDepth: bitDepth, colorType: colorType)
            builder.isInterlaced = isInterlaced
            let count = 1 << min(bitDepth, 8)
            if colorType == 3 { builder.chunks.append(("PLTE", CanvasFixture.noise(count * 3, seed: seed))) }
            if isTransparent {
                let palette = CanvasFixture.noise(count, seed: seed + 1)
                builder.chunks.append(("tRNS", colorType == 3 ? palette : [0, 1]))
            }
            var generator = SplitMix64(seed: seed)
            return builder.file { _, _, _ in Int(generator.next() >> UInt64(64 - bitDepth)) }
        }
    }

    static let forms =
        [1, 2, 4, 8, 16].map { Form(bitDepth: $0, colorType: 0) }
        + [2, 8].map { Form(bitDepth: $0, colorType: 3) }
        + [8, 16].flatMap { depth in [2, 4, 6].map { Form(bitDepth: depth, colorType: $0) } }
        + [
            Form(bitDepth: 8, colorType: 2, isInterlaced: true),
            Form(bitDepth: 16, colorType: 6, isInterlaced: true),
            Form(bitDepth: 4, colorType: 3, isTransparent: true),
            Form(bitDepth: 8, colorType: 0, isTransparent: true),
        ]

    /// Colours for about half of the patch's pixels.
    static func paint(_ image: inout DecodedImage, _ patch: PixelRegion = patch) throws {
        let colors = CanvasFixture.noise(patch.size.pixelCount * 3, seed: 77)
        try image.paint(patch) { x, y in
            guard (x * 7 + y * 3) % 2 == 0 else { return nil }
            let start = ((y - patch.y) * patch.width + x - patch.x) * 3
            return Array(colors[start..<start + 3])
        }
    }

    @Test(arguments: forms)
    func `a PNG keeps every sample that is not painted`(form: Form) throws {
        let bytes = form.file(seed: 5)
        let before = try CanvasFixture.decoded(bytes)
        var image = try DecodedImage(fixture: bytes)
        let shown = try image.allPixels()
        try Self.paint(&image)
        let painted = try image.allPixels()
        let output = try image.encoded()
        #expect(output.format == .png && output.size == Self.size)
        let after = try CanvasFixture.decoded(output.bytes)
        #expect(after.layout == before.layout && after.header.bitDepth == max(8, form.bitDepth))
        let changed = differences(before.samples, after.samples, channelCount: before.layout.channelCount)
        #expect(
            changed.pixels.allSatisfy { pixel in
                let x = pixel % Self.size.width
                let y = pixel / Self.size.width
                return Self.patch.contains(PixelRegion(x: x, y: y, width: 1, height: 1)) && (x * 7 + y * 3) % 2 == 0
            }
        )
        #expect(changed.pixels.count > 500)
        // Alpha is the last channel where there is one.
        if before.layout.hasAlpha { #expect(!changed.channels.contains(before.layout.channelCount - 1)) }
        // What was painted is what is read, here and from the file.
        var again = try DecodedImage(fixture: output.bytes)
        #expect(try again.allPixels() == painted)
        #expect(painted != shown)
    }

    @Test func `a 16-bit sample moves by 257 for each step of 8 bits`() throws {
        let builder = PNGBuilder(width: 64, height: 64, bitDepth: 16, colorType: 2)
        let bytes = builder.file { x, y, channel in (x * 1000 + y * 7 + channel) & 65_535 }
        var image = try DecodedImage(fixture: bytes)
        let region = PixelRegion(x: 3, y: 4, width: 1, height: 1)
        let original = try image.pixels(in: region, reduction: .full)
        var moved = original.copy()
        moved[0, 0, 0] = original[0, 0, 0] + 10
        moved[0, 0, 2] = original[0, 0, 2] - 4
        try image.replace(region, original: original, with: moved)
        let output = try image.encoded()
        let after = try CanvasFixture.decoded(output.bytes)
        guard case .words(let words) = after.samples else { return #expect(Bool(false), "16 bits") }
        let start = (4 * 64 + 3) * 3
        #expect(words[start..<start + 3] == [3028 + 2570, 3029, 3030 - 1028])
    }

    @Test(arguments: ["lossless.webp", "lossless-alpha.webp"])
    func `a lossless WebP keeps every sample that is not painted`(name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        let before = try CanvasFixture.decoded(bytes)
        var image = try DecodedImage(decoding: bytes)
        try Self.paint(&image, PixelRegion(x: 10, y: 9, width: 40, height: 33))
        let painted = try image.allPixels()
        let output = try image.encoded()
        #expect(output.format == .webp)
        let after = try CanvasFixture.decoded(output.bytes)
        #expect(after.header.isLossless && after.layout == before.layout)
        let changed = differences(before.samples, after.samples, channelCount: before.layout.channelCount)
        #expect(changed.pixels.count > 500 && changed.pixels.count <= 40 * 33)
        if before.layout.hasAlpha { #expect(!changed.channels.contains(3)) }
        var again = try DecodedImage(decoding: output.bytes)
        #expect(try again.allPixels() == painted)
    }

    @Test(arguments: ["rgb.png", "rgba.png", "palette.png", "profile.png", "lossless.webp", "lossless-alpha.webp"])
    func `without a change every sample stays, and writing again gives the same bytes`(name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        let before = try CanvasFixture.decoded(bytes)
        let first = try DecodedImage(decoding: bytes).encoded().bytes
        let after = try CanvasFixture.decoded(first)
        #expect(after.layout == before.layout && after.iccProfile == before.iccProfile)
        #expect(differences(before.samples, after.samples, channelCount: 1).pixels.isEmpty)
        #expect(try DecodedImage(decoding: first).encoded().bytes == first)
    }

    @Test func `a part and a reduced picture agree with the whole`() throws {
        var image = try DecodedImage(decoding: CanvasFixture.face("p2_m_mid_cauc"))
        let whole = try image.pixels(in: image.size.bounds, reduction: .full)
        let region = PixelRegion(x: 101, y: 203, width: 333, height: 221)
        let part = try image.pixels(in: region, reduction: .full)
        #expect(part.takeBytes() == cropped(whole.bytes, size: whole.size, channelCount: 3, to: region))
        let small = try image.pixels(in: region, reduction: .eighth)
        let smallSize = small.size
        #expect(smallSize == PixelSize(width: 42, height: 28))
        var sums = SIMD3(0, 0, 0)
        for y in 0..<8 {
            for x in 0..<8 {
                for channel in 0..<3 { sums[channel] += Int(whole[101 + 16 + x, 203 + 24 + y, channel]) }
            }
        }
        for channel in 0..<3 { #expect(Int(small[2, 3, channel]) == (sums[channel] + 32) / 64) }
    }

    private func differences(
        _ first: PixelSamples,
        _ second: PixelSamples,
        channelCount: Int
    ) -> (pixels: Set<Int>, channels: Set<Int>) {
        var indices: [Int] = []
        switch (first, second) {
        case (.bytes(let old), .bytes(let new)):
            #expect(old.count == new.count)
            indices = zip(old.indices, zip(old, new)).filter { $1.0 != $1.1 }.map(\.0)
        case (.words(let old), .words(let new)):
            #expect(old.count == new.count)
            indices = zip(old.indices, zip(old, new)).filter { $1.0 != $1.1 }.map(\.0)
        default: #expect(Bool(false), "the depth changed")
        }
        return (Set(indices.map { $0 / channelCount }), Set(indices.map { $0 % channelCount }))
    }
}
