// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(1))) struct `PNG decoder` {
    /// Colour type and bit depth of every kind that exists.
    static let kinds = [
        (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16),
        (6, 8), (6, 16),
    ]

    /// Sizes around the edges of bytes and of the interlacing pattern.
    static let sizes = [(1, 1), (3, 5), (8, 8), (9, 17), (33, 2)]

    static let limits: ImageLimits = {
        var limits = ImageLimits()
        limits.sideMin = 1
        return limits
    }()

    private func decoded(_ file: [UInt8]) throws -> DecodedPixels {
        try ImageDecoder.decode(file.span, limits: Self.limits)
    }

    /// A sample that depends on everything.
    private static func sample(_ builder: PNGBuilder) -> (Int, Int, Int) -> Int {
        let limit = (1 << builder.bitDepth) - 1
        return { x, y, channel in (x * 7 + y * 13 + channel * 31 + x * y * 1009) & limit }
    }

    @Test(arguments: kinds, [false, true])
    func `all depths and colour types decode exactly`(_ kind: (Int, Int), _ isInterlaced: Bool) throws {
        for (width, height) in Self.sizes {
            var builder = PNGBuilder(width: width, height: height, bitDepth: kind.1, colorType: kind.0)
            builder.isInterlaced = isInterlaced
            if kind.0 == 3 { builder.chunks = [("PLTE", (0..<768 >> (8 - kind.1)).map { UInt8(($0 * 37) & 255) })] }
            let sample = Self.sample(builder)
            let pixels = try decoded(builder.file(sample))
            let scale = kind.1 < 8 ? 255 / ((1 << kind.1) - 1) : 1
            var expected: [Int] = []
            for y in 0..<height {
                for x in 0..<width {
                    if kind.0 == 3 {
                        expected += (0..<3).map { ((sample(x, y, 0) * 3 + $0) * 37) & 255 }
                    } else {
                        expected += (0..<builder.channelCount).map { sample(x, y, $0) * scale }
                    }
                }
            }
            let size = pixels.size
            #expect(size == PixelSize(width: width, height: height))
            switch pixels.samples {
            case .bytes(let bytes): #expect(kind.1 <= 8 && bytes.map { Int($0) } == expected)
            case .words(let words): #expect(kind.1 == 16 && words.map { Int($0) } == expected)
            }
        }
    }

    @Test(arguments: [1, 2, 4, 8, 16])
    func `one transparent gray becomes alpha`(_ bitDepth: Int) throws {
        var builder = PNGBuilder(width: 4, height: 1, bitDepth: bitDepth, colorType: 0)
        builder.chunks = [("tRNS", [0, 1])]
        let pixels = try decoded(builder.file { x, _, _ in x & 1 })
        let (layout, hasAlpha) = (pixels.layout, pixels.header.hasAlpha)
        #expect(layout == .grayAlpha && hasAlpha)
        switch pixels.samples {
        case .bytes(let bytes):
            #expect(bytes.enumerated().filter { $0.offset % 2 == 1 }.map(\.element) == [255, 0, 255, 0])
        case .words(let words): #expect(words == [0, 65_535, 1, 0, 0, 65_535, 1, 0])
        }
    }

    @Test func `a palette with transparency becomes red, green, blue and alpha`() throws {
        var builder = PNGBuilder(width: 3, height: 1, bitDepth: 2, colorType: 3)
        builder.chunks = [("PLTE", [1, 2, 3, 4, 5, 6, 7, 8, 9]), ("tRNS", [0, 128])]
        let pixels = try decoded(builder.file { x, _, _ in x })
        guard case .bytes(let bytes) = pixels.samples else { return }
        #expect(bytes == [1, 2, 3, 0, 4, 5, 6, 128, 7, 8, 9, 255])
    }

    @Test func `a transparent colour becomes alpha`() throws {
        var builder = PNGBuilder(width: 2, height: 1, bitDepth: 8, colorType: 2)
        builder.chunks = [("tRNS", [0, 10, 0, 11, 0, 12])]
        let pixels = try decoded(builder.file { x, _, channel in x == 0 ? 10 + channel : 99 })
        guard case .bytes(let bytes) = pixels.samples else { return }
        #expect(bytes == [10, 11, 12, 0, 99, 99, 99, 255])
    }

    @Test func `a palette index that does not exist does not read past the palette`() throws {
        var builder = PNGBuilder(width: 8, height: 8, bitDepth: 8, colorType: 3)
        builder.chunks = [("PLTE", [1, 2, 3])]
        let pixels = try decoded(builder.file { _, _, _ in 255 })
        let count = pixels.samples.count
        #expect(count == 8 * 8 * 3)
    }

    @Test func `a header that says more rows than there are is damage`() throws {
        let builder = PNGBuilder(width: 8, height: 8, bitDepth: 8, colorType: 0)
        var taller = builder
        taller.height = 9
        let file = builder.file { _, _, _ in 5 }
        let header = taller.file { _, _, _ in 5 }.prefix(33)
        let error = #expect(throws: ImageError.self) { _ = try decoded(Array(header + file[33...])) }
        #expect(error?.code == .imageDecodeFailed)
    }

    @Test func `a wrong checksum is damage`() throws {
        let builder = PNGBuilder(width: 8, height: 8, bitDepth: 8, colorType: 0)
        var file = builder.file { x, y, _ in x * y }
        file[60] ^= 1
        let error = #expect(throws: ImageError.self) { _ = try decoded(file) }
        #expect(error?.code == .imageDecodeFailed)
    }

    /// Random bytes behind every filter in turn.
    private static func filteredRows(_ builder: PNGBuilder, _ generator: inout SeededGenerator) -> [UInt8] {
        let rowByteCount = builder.width * builder.channelCount
        return (0..<builder.height).flatMap { y in
            [UInt8(y % 5)] + (0..<rowByteCount).map { _ in .random(in: 0...255, using: &generator) }
        }
    }

    /// Plain pictures are unpacked at once; a byte too many at the end makes libpng read the same rows.
    @Test(arguments: [0, 2, 4, 6])
    func `every filter is undone as libpng undoes it`(_ colorType: Int) throws {
        let seed: UInt64 = 77
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for (width, height) in [(1, 1), (1, 11), (2, 5), (4, 9), (5, 10), (7, 6), (16, 15), (33, 20)] {
            let builder = PNGBuilder(width: width, height: height, bitDepth: 8, colorType: colorType)
            let rows = Self.filteredRows(builder, &generator)
            let atOnce = try decoded(builder.file(filteredRows: rows))
            let byRow = try decoded(builder.file(filteredRows: rows + [0]))
            guard case .bytes(let ours) = atOnce.samples, case .bytes(let theirs) = byRow.samples else {
                Issue.record("8 bits come as bytes")
                return
            }
            #expect(ours == theirs, "\(width) x \(height)")
        }
    }

    @Test func `a filter that does not exist is damage`() throws {
        let builder = PNGBuilder(width: 2, height: 2, bitDepth: 8, colorType: 0)
        let file = builder.file(filteredRows: [0, 1, 2, 5, 3, 4])
        let error = #expect(throws: ImageError.self) { _ = try decoded(file) }
        #expect(error?.code == .imageDecodeFailed)
    }

    @Test func `pixels in several chunks are joined, others between them are damage`() throws {
        let builder = PNGBuilder(width: 4, height: 4, bitDepth: 8, colorType: 2)
        let whole = builder.file { x, y, channel in x * 50 + y * 9 + channel }
        let start = 33
        let body = Array(whole[(start + 8)..<(whole.count - 16)])
        let parts = [body.prefix(1), body[1..<10], body[10...]].map { PNGBuilder.chunk("IDAT", Array($0)) }
        let end = PNGBuilder.chunk("IEND", [])
        let head = Array(whole.prefix(start))
        guard case .bytes(let expected) = try decoded(whole).samples,
            case .bytes(let joined) = try decoded(head + parts.flatMap { $0 } + end).samples
        else { return }
        #expect(joined == expected)
        let text = PNGBuilder.chunk("tEXt", Array("a".utf8) + [0])
        #expect(throws: ImageError.self) { _ = try decoded(head + parts[0] + text + parts[1] + parts[2] + end) }
        #expect(throws: ImageError.self) { _ = try decoded(head + parts.flatMap { $0 }) }
    }
}
