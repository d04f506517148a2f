// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(1))) struct `JPEG carry-over` {
    /// What the tests paint: an ellipse of an even colour, off the grid of blocks.
    static let patch = PixelRegion(x: 37, y: 29, width: 61, height: 50)
    static let color: [UInt8] = [190, 120, 90]

    static func isPainted(_ x: Int, _ y: Int) -> Bool {
        let dx = Double(x - patch.x) + 0.5 - Double(patch.width) / 2
        let dy = Double(y - patch.y) + 0.5 - Double(patch.height) / 2
        let reach = (Double(patch.width) / 2, Double(patch.height) / 2)
        return dx * dx / (reach.0 * reach.0) + dy * dy / (reach.1 * reach.1) < 1
    }

    static func paint(_ image: inout DecodedImage) throws {
        try image.paint(patch) { x, y in isPainted(x, y) ? color : nil }
    }

    @Test(arguments: CanvasFixture.carriedJPEGs)
    func `only the painted blocks change`(name: String) throws {
        let bytes = try CanvasFixture.bytes(name + ".jpg")
        var image = try DecodedImage(fixture: bytes)
        try Self.paint(&image)
        let output = try image.encoded().bytes
        let differences = try CoefficientDifferences(bytes, output)
        #expect(differences.haveEqualTables)
        for block in differences.blocks {
            let touched = (block.pixels.y..<block.pixels.maxY).contains { y in
                (block.pixels.x..<block.pixels.maxX).contains { x in Self.isPainted(x, y) }
            }
            #expect(touched, "component \(block.component), \(block.pixels)")
        }
        #expect(differences.blocks.count > 20)
    }

    @Test(arguments: CanvasFixture.carriedJPEGs)
    func `the painted pixels are there and the others far from them are equal`(name: String) throws {
        let bytes = try CanvasFixture.bytes(name + ".jpg")
        var image = try DecodedImage(fixture: bytes)
        let before = try image.allPixels()
        try Self.paint(&image)
        // Held beside the coefficients, they read back as they were given.
        let painted = try image.allPixels()
        var output = try DecodedImage(fixture: image.encoded().bytes)
        let after = try output.allPixels()
        let size = output.size
        var outside = 0
        var error = 0.0
        var count = 0.0
        // A block of 4:1:1 is 32 pixels wide, and one more sample reaches over its border.
        let reach = 36
        for y in 0..<size.height {
            for x in 0..<size.width {
                let start = (y * size.width + x) * 3
                let isFar =
                    x < Self.patch.x - reach || y < Self.patch.y - reach
                    || x >= Self.patch.maxX + reach || y >= Self.patch.maxY + reach
                if isFar && after[start..<start + 3] != before[start..<start + 3] { outside += 1 }
                guard Self.isPainted(x, y) else { continue }
                for channel in 0..<3 {
                    let difference = Double(after[start + channel]) - Double(painted[start + channel])
                    error += difference * difference
                    count += 1
                }
            }
        }
        #expect(outside == 0)
        // The rim mixes with the old colours inside its blocks, the more the coarser the chroma.
        #expect((error / count).squareRoot() < 11, "root mean square \((error / count).squareRoot())")
        if name != "baseline-gray" && name != "progressive-gray" && name != "optimized-420" {
            let center = ((Self.patch.y + 25) * size.width + Self.patch.x + 30) * 3
            for channel in 0..<3 { #expect(abs(Int(after[center + channel]) - Int(Self.color[channel])) <= 6) }
        }
    }

    @Test(arguments: CanvasFixture.carriedJPEGs)
    func `without a change every coefficient and pixel stays`(name: String) throws {
        let bytes = try CanvasFixture.bytes(name + ".jpg")
        var image = try DecodedImage(fixture: bytes)
        let before = try image.allPixels()
        let region = PixelRegion(x: 10, y: 10, width: 50, height: 50)
        let same = try image.pixels(in: region, reduction: .full)
        try image.replace(region, original: same, with: same.copy())
        let output = try image.encoded()
        let differences = try CoefficientDifferences(bytes, output.bytes)
        #expect(differences.blocks.isEmpty && differences.haveEqualTables)
        var again = try DecodedImage(fixture: output.bytes)
        #expect(try again.allPixels() == before)
        let header = try ImageHeader.parse(output.bytes.span, limits: CanvasFixture.limits)
        #expect(header.isProgressive == name.hasPrefix("progressive"))
    }

    @Test(arguments: ["baseline-420", "progressive-444", "restart-420"])
    func `writing again changes nothing, and the same input gives the same bytes`(name: String) throws {
        func painted() throws -> [UInt8] {
            var image = try DecodedImage(fixture: CanvasFixture.bytes(name + ".jpg"))
            try Self.paint(&image)
            return try image.encoded().bytes
        }
        let first = try painted()
        #expect(try painted() == first)
        let again = try DecodedImage(fixture: first)
        #expect(try again.encoded().bytes == first)
    }

    @Test func `tables without a code for the new blocks are replaced`() throws {
        // Optimised for a smooth picture, they lack the codes that noise needs.
        let bytes = try CanvasFixture.bytes("optimized-420.jpg")
        var image = try DecodedImage(fixture: bytes)
        let noise = CanvasFixture.noise(Self.patch.size.pixelCount * 3, seed: 3)
        try image.paint(Self.patch) { x, y in
            let start = ((y - Self.patch.y) * Self.patch.width + x - Self.patch.x) * 3
            return Array(noise[start..<start + 3])
        }
        let differences = try CoefficientDifferences(bytes, image.encoded().bytes)
        #expect(differences.haveEqualTables && differences.blocks.count > 40)
        for block in differences.blocks { #expect(!block.pixels.intersection(Self.patch).isEmpty) }
    }

    @Test func `two faces that overlap are both there`() throws {
        var image = try DecodedImage(fixture: CanvasFixture.bytes("baseline-444.jpg"))
        let first = PixelRegion(x: 20, y: 20, width: 60, height: 60)
        let second = PixelRegion(x: 50, y: 40, width: 60, height: 60)
        try image.paint(first) { _, _ in [200, 40, 40] }
        try image.paint(second) { x, _ in x < 60 ? nil : [40, 200, 40] }
        let held = try image.allPixels()
        var output = try DecodedImage(fixture: image.encoded().bytes)
        let written = try output.allPixels()
        let width = output.size.width
        for (x, y, color) in [(30, 30, [200, 40, 40]), (55, 70, [200, 40, 40]), (90, 80, [40, 200, 40])] {
            let start = (y * width + x) * 3
            #expect(held[start..<start + 3].map(Int.init) == color)
            for channel in 0..<3 { #expect(abs(Int(written[start + channel]) - color[channel]) <= 8) }
        }
    }

    @Test func `data past a block's end is written so that it can be read`() throws {
        // Found by the fuzzer: its last coefficient needs a code that the file's table does not have.
        let folder = ImageFixture.folder.appending(path: "../../../fuzz/corpus/canvas")
        let bytes = try [UInt8](Data(contentsOf: folder.appending(path: "past-the-end.jpg")))
        let output = try DecodedImage(fixture: bytes).encoded().bytes
        #expect(try CanvasFixture.decoded(output).bytes == CanvasFixture.decoded(bytes).bytes)
    }

    @Test(arguments: [(1, true), (40, false)])
    func `means that add up beyond what samples have are refused`(blockCount: Int, isSound: Bool) throws {
        var bytes = try CanvasFixture.bytes("baseline-gray.jpg")
        let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        let width = blockCount * 8
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0, 8, UInt8(width >> 8), UInt8(width & 255)])
        let scan = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
        // Each block: 2,047 more than the one before, and the end of the block.
        let block: [UInt8] = [0xFF, 0, 0x7F, 0xFA]
        let data = (0..<blockCount).flatMap { _ in block }
        bytes = bytes[..<(scan + 10)] + data + [0xFF, 0xD9]
        if isSound {
            _ = try DecodedImage(fixture: bytes).encoded()
        } else {
            let error = #expect(throws: ImageError.self) { _ = try DecodedImage(fixture: bytes) }
            #expect(error?.code == .imageDecodeFailed)
            #expect(error?.message.contains("mean") == true)
        }
    }
}

/// The blocks in which two JPEGs of one size and sampling differ.
struct CoefficientDifferences {
    struct Block {
        let component: Int
        /// The picture's pixels that the block holds.
        let pixels: PixelRegion
    }

    let blocks: [Block]
    let haveEqualTables: Bool

    init(_ first: [UInt8], _ second: [UInt8]) throws {
        let old = try CanvasFixture.coefficients(first)
        let new = try CanvasFixture.coefficients(second)
        haveEqualTables = old.components == new.components
        var found: [Block] = []
        let across = old.components.map(\.horizontal).max() ?? 1
        let down = old.components.map(\.vertical).max() ?? 1
        for (index, component) in old.components.enumerated() {
            let width = 8 * across / component.horizontal
            let height = 8 * down / component.vertical
            for row in 0..<component.rows {
                for column in 0..<component.columns {
                    let before = old.withBlock(component: index, column: column, row: row) { Array($0) }
                    let after = new.withBlock(component: index, column: column, row: row) { Array($0) }
                    guard before != after else { continue }
                    let pixels = PixelRegion(x: column * width, y: row * height, width: width, height: height)
                    found.append(Block(component: index, pixels: pixels))
                }
            }
        }
        blocks = found
    }
}

extension Array {
    fileprivate init(_ span: Span<Element>) where Element: BitwiseCopyable {
        self = span.indices.map { span[$0] }
    }
}
