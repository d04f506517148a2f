// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `HEIC and AVIF header` {
    private static func box(_ name: String, _ body: [UInt8]) -> [UInt8] {
        PNGBuilder.big32(8 + body.count) + Array(name.utf8) + body
    }

    private static let brands = box("ftyp", Array("heic\0\0\0\0mif1".utf8))
    private static let version: [UInt8] = [0, 0, 0, 0]

    /// A file with one item of 100 x 80 pixels, before properties are added.
    private static func file(
        type: String = "hvc1",
        references: [UInt8] = [],
        properties: [UInt8] = [],
        associations: [UInt8] = [0, 0, 0, 1, 0, 1, 1, 1]
    ) -> [UInt8] {
        let size = box("ispe", version + PNGBuilder.big32(100) + PNGBuilder.big32(80))
        let item = box("infe", [2, 0, 0, 0, 0, 1, 0, 0] + Array(type.utf8) + [0])
        let meta =
            version + box("pitm", version + [0, 1]) + box("iinf", version + [0, 1] + item)
            + box("iref", version + references)
            + box("iprp", box("ipco", size + properties) + box("ipma", version + associations))
        return brands + box("meta", meta)
    }

    private func error(_ bytes: [UInt8]) -> ImageError? {
        #expect(throws: ImageError.self) { try ImageFixture.header(of: bytes) }
    }

    @Test func `the smallest file is read`() throws {
        let header = try ImageFixture.header(of: Self.file())
        #expect(header.format == .heic && header.size == PixelSize(width: 100, height: 80))
        #expect(try ImageFixture.header(of: Self.file(type: "av01")).format == .avif)
    }

    @Test(
        arguments: [
            (0, PixelSize(width: 100, height: 80), Orientation.up), (1, PixelSize(width: 80, height: 100), .left),
            (2, PixelSize(width: 100, height: 80), .down), (3, PixelSize(width: 80, height: 100), .right),
        ] as [(UInt8, PixelSize, Orientation)]
    )
    func `rotations turn the size`(_ angle: UInt8, _ size: PixelSize, _ orientation: Orientation) throws {
        let bytes = Self.file(properties: Self.box("irot", [angle]), associations: [0, 0, 0, 1, 0, 1, 2, 1, 2])
        let header = try ImageFixture.header(of: bytes)
        #expect(header.displaySize == size && header.orientation == orientation)
    }

    @Test func `other codecs are named`() {
        #expect(error(Self.file(type: "j2k1"))?.message == "a HEIF file coded as j2k1, neither HEIC nor AVIF")
        #expect(error(Self.file(type: "iovl"))?.code == .unsupportedFormat)
    }

    @Test func `a grid of grids and a grid of nothing are refused`() {
        #expect(error(Self.file(type: "grid"))?.message == "the primary picture is a grid without tiles")
        let itself = Self.box("dimg", [0, 1, 0, 1, 0, 1])
        #expect(error(Self.file(type: "grid", references: itself))?.code == .unsupportedFormat)
    }

    @Test func `boxes that lie about their length are damage`() {
        var bytes = Self.file()
        for length in [0, 1, 7, 9, 0x7FFF_FFFF, 0xFFFF_FFFF] {
            bytes.replaceSubrange(Self.brands.count + 12..<Self.brands.count + 16, with: PNGBuilder.big32(length))
            #expect(error(bytes)?.code == .imageDecodeFailed, "\(length)")
        }
        var large = Self.brands + [0, 0, 0, 1] + Array("meta".utf8) + [UInt8](repeating: 0xFF, count: 8)
        #expect(error(large)?.code == .imageDecodeFailed)
        large[20] = 0
        #expect(error(large) != nil)
    }

    @Test func `more parts than any photo has are refused`() {
        var references: [UInt8] = []
        for _ in 0..<4097 { references += Self.box("auxl", [0, 2, 0, 1, 0, 1]) }
        #expect(error(Self.file(references: references))?.message == "the file lists more than 4096 parts")
        let associations: [UInt8] =
            PNGBuilder.big32(17) + (0..<17).flatMap { _ in [0, 1, 255] + [UInt8](repeating: 1, count: 255) }
        #expect(error(Self.file(associations: associations))?.message == "the file lists more than 4096 parts")
    }

    @Test func `properties that do not exist are passed over`() throws {
        let bytes = Self.file(associations: [0, 0, 0, 1, 0, 1, 3, 1, 0, 99])
        #expect(try ImageFixture.header(of: bytes).size == PixelSize(width: 100, height: 80))
    }
}
