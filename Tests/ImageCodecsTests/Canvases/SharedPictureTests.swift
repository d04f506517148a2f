// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(1))) struct `Copies of a decoded picture` {
    static let files = CanvasFixture.carriedJPEGs.map { $0 + ".jpg" }
    static let other: [UInt8] = [20, 60, 200]
    /// Whole blocks of every component.
    static let blocks = PixelRegion(x: 32, y: 32, width: 64, height: 64)

    /// What a picture that nobody shares becomes.
    static func alone(_ bytes: [UInt8], painted: [UInt8]?) throws -> [UInt8] {
        var image = try DecodedImage(fixture: bytes)
        if let painted { try image.paint(`JPEG carry-over`.patch) { _, _ in painted } }
        return try image.encoded().bytes
    }

    /// Gives every MCU of `blocks` its mean colour: less to code than before, about where it was.
    static func flatten(_ image: inout DecodedImage) throws {
        let pixels = try image.pixels(in: blocks, reduction: .full)
        try image.paint(blocks) { x, y in
            let left = (x - blocks.x) / 16 * 16
            let top = (y - blocks.y) / 16 * 16
            return (0..<3).map { channel in
                var sum = 0
                for row in top..<top + 16 {
                    for column in left..<left + 16 { sum += Int(pixels[column, row, channel]) }
                }
                return UInt8(sum / 256)
            }
        }
    }

    /// What a JPEG's DHT segments contain, one after the other.
    static func huffmanTables(_ bytes: [UInt8]) -> [UInt8] {
        var tables: [UInt8] = []
        var place = 2
        while place + 4 <= bytes.count, bytes[place + 1] != 0xDA {
            let count = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
            if bytes[place + 1] == 0xC4 { tables += bytes[place + 4..<place + 2 + count] }
            place += 2 + count
        }
        return tables
    }

    @Test(arguments: files)
    func `of one JPEG come out as if each had been decoded anew`(name: String) throws {
        let bytes = try CanvasFixture.bytes(name)
        let picture = try DecodedImage(fixture: bytes)
        // Painted twice over, so that blocks change more than once before they are taken back.
        for color in [`JPEG carry-over`.color, Self.other, `JPEG carry-over`.color] {
            var copy = picture.copy()
            try copy.paint(`JPEG carry-over`.patch) { _, _ in Self.other }
            try copy.paint(`JPEG carry-over`.patch) { _, _ in color }
            let output = try copy.encoded().bytes
            var expected = try DecodedImage(fixture: bytes)
            try expected.paint(`JPEG carry-over`.patch) { _, _ in Self.other }
            try expected.paint(`JPEG carry-over`.patch) { _, _ in color }
            #expect(try output == expected.encoded().bytes)
        }
        #expect(try picture.encoded().bytes == Self.alone(bytes, painted: nil))
    }

    @Test(arguments: ["profile.jpg", "profile.png", "rgba.png", "rgb16.png"])
    func `keep their changes to themselves`(name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        var picture = try DecodedImage(decoding: bytes)
        let before = try picture.allPixels()
        var copy = picture.copy()
        try copy.paint(`Canvas colours`.patch) { _, _ in [120, 120, 120] }
        #expect(try picture.allPixels() == before)
        let painted = try copy.allPixels()
        #expect(painted != before)
        // A copy is of the picture as it is, changes included.
        var second = copy.copy()
        #expect(try second.allPixels() == painted)
        _ = try copy.encoded()
        #expect(try picture.allPixels() == before)
        #expect(try picture.encoded().bytes == Self.alone(bytes, painted: nil))
    }

    @Test func `need no code that another copy needed`() throws {
        // Its own Huffman tables have codes for little more than what it holds.
        let bytes = try CanvasFixture.bytes("optimized-420.jpg")
        let picture = try DecodedImage(fixture: bytes)
        var striped = picture.copy()
        // Stripes a pixel wide: large coefficients of high frequency, on even ground.
        try striped.paint(`JPEG carry-over`.patch) { x, _ in x % 2 == 0 ? [0, 0, 0] : [255, 255, 255] }
        let stripedFile = try striped.encoded().bytes
        var even = picture.copy()
        try Self.flatten(&even)
        var expected = try DecodedImage(fixture: bytes)
        try Self.flatten(&expected)
        let evenFile = try even.encoded().bytes
        #expect(try evenFile == expected.encoded().bytes)
        // That it can tell: one was written with new tables, the other with the file's own.
        let tables = Self.huffmanTables(bytes)
        #expect(Self.huffmanTables(stripedFile) != tables)
        #expect(Self.huffmanTables(evenFile) == tables)
    }

    @Test func `are read and written on many threads at once`() async throws {
        let bytes = try CanvasFixture.bytes("baseline-420.jpg")
        let colors: [[UInt8]] = (0..<16).map { [UInt8($0 * 15), 90, UInt8(255 - $0 * 15)] }
        let expected = try colors.map { try Self.alone(bytes, painted: $0) }
        let shared = Shared(try DecodedImage(fixture: bytes))
        let outputs = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            for (index, color) in colors.enumerated() {
                group.addTask {
                    var copy = shared.image.copy()
                    try copy.paint(`JPEG carry-over`.patch) { _, _ in color }
                    return (index, try copy.encoded().bytes)
                }
            }
            var outputs = [[UInt8]](repeating: [], count: colors.count)
            for try await (index, output) in group { outputs[index] = output }
            return outputs
        }
        #expect(outputs == expected)
    }

    @Test func `say what they take`() throws {
        let gray = try DecodedImage(fixture: CanvasFixture.bytes("baseline-gray.jpg"))
        // 181 x 147 in blocks of 8 x 8: 23 x 19 with 64 coefficients of two bytes.
        let byteCount = gray.byteCount
        #expect(byteCount == 23 * 19 * 128)
        let words = try DecodedImage(
            decoding: PNGBuilder(width: 64, height: 64, bitDepth: 16, colorType: 2).file { x, _, _ in x }
        )
        let wordByteCount = words.byteCount
        #expect(wordByteCount == 64 * 64 * 3 * 2)
    }
}

private final class Shared: Sendable {
    let image: DecodedImage
    init(_ image: consuming DecodedImage) { self.image = image }
}
