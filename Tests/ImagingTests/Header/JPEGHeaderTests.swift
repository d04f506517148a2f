// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `JPEG header` {
    /// Start of image, a frame header, start of scan.
    private static func jpeg(
        marker: UInt8 = 0xC0,
        precision: UInt8 = 8,
        height: Int = 100,
        components: UInt8 = 3
    ) -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, marker, 0, 8 + 3 * components, precision]
        bytes += [UInt8(height >> 8), UInt8(height & 255), 0, 100, components]
        for component in 0..<components { bytes += [component + 1, 0x11, 0] }
        return bytes + [0xFF, 0xDA, 0, 2]
    }

    private func error(_ bytes: [UInt8]) -> ImageError? {
        #expect(throws: ImageError.self) { try ImageFixture.header(of: bytes) }
    }

    @Test func `the smallest header is read`() throws {
        let header = try ImageFixture.header(of: Self.jpeg())
        #expect(header.size == PixelSize(width: 100, height: 100) && header.channels == .rgb)
    }

    @Test(
        arguments: [
            (0xC3, "lossless"), (0xC5, "hierarchical"), (0xC9, "arithmetic coding"), (0xCA, "arithmetic coding"),
            (0xCB, "lossless, arithmetic coding"), (0xCF, "hierarchical"),
        ] as [(UInt8, String)]
    )
    func `kinds that are not read are named`(_ marker: UInt8, _ kind: String) {
        let refused = error(Self.jpeg(marker: marker))
        #expect(refused?.code == .unsupportedFormat && refused?.message.contains("(\(kind))") == true)
    }

    @Test func `12 bits and odd numbers of components are refused`() {
        #expect(error(Self.jpeg(precision: 12))?.code == .unsupportedFormat)
        #expect(error(Self.jpeg(components: 2))?.code == .unsupportedFormat)
        #expect(error(Self.jpeg(components: 5))?.code == .unsupportedFormat)
    }

    @Test func `a height of 0 is refused`() {
        #expect(error(Self.jpeg(height: 0))?.message == "the JPEG says it is 100 x 0 pixels")
    }

    @Test func `a second frame, no frame and a wrong length are damage`() {
        let once = Self.jpeg()
        #expect(error(once.dropLast(4) + once[2...])?.message == "the JPEG has two frame headers")
        #expect(error([0xFF, 0xD8, 0xFF, 0xDA, 0, 2])?.code == .imageDecodeFailed)
        #expect(error([0xFF, 0xD8, 0xFF, 0xD9] + [0, 0, 0, 0])?.code == .imageDecodeFailed)
        #expect(error([0xFF, 0xD8, 0xFF, 0xE0, 0, 1])?.code == .imageDecodeFailed)
        var wrong = once
        wrong[5] += 1
        #expect(error(wrong)?.message == "the JPEG's frame header has a wrong length")
    }

    @Test(arguments: [0, 9, 255] as [UInt8])
    func `an orientation that does not exist means upright`(_ value: UInt8) throws {
        var bytes = try ImageFixture.bytes("orientation-6.jpg")
        let tag = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]) })
        bytes[tag + 9] = value
        #expect(try ImageFixture.header(of: bytes).orientation == .up)
    }
}
