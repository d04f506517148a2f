// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Image limits` {
    /// A PNG header for a picture of any size; its pixels are never looked at.
    private static func png(_ width: Int, _ height: Int) -> [UInt8] {
        var bytes = PNGBuilder(width: 1, height: 1, bitDepth: 8, colorType: 0).file { _, _, _ in 0 }
        bytes.replaceSubrange(16..<24, with: PNGBuilder.big32(width) + PNGBuilder.big32(height))
        return bytes
    }

    private func error(_ bytes: [UInt8], _ limits: ImageLimits = ImageLimits()) -> ImageError? {
        #expect(throws: ImageError.self) { try ImageFixture.header(of: bytes, limits: limits) }
    }

    @Test func `a side at the limit passes and one more does not`() throws {
        #expect(try ImageFixture.header(of: Self.png(8192, 64)).size.width == 8192)
        let refused = error(Self.png(9000, 100))
        #expect(refused?.code == .imageTooLargePixels)
        #expect(refused?.measured == "9000 x 100 pixels" && refused?.limit == "8192 pixels a side")
        #expect(error(Self.png(100, 8193))?.code == .imageTooLargePixels)
    }

    @Test func `too few pixels a side are too small`() throws {
        #expect(try ImageFixture.header(of: Self.png(64, 64)).size.height == 64)
        let refused = error(Self.png(64, 63))
        #expect(refused?.code == .imageTooSmall)
        #expect(refused?.measured == "64 x 63 pixels" && refused?.limit == "64 pixels a side")
    }

    @Test func `the pixels together are limited too`() throws {
        #expect(try ImageFixture.header(of: Self.png(8000, 6250)).size.pixelCount == 50_000_000)
        let refused = error(Self.png(8000, 6251))
        #expect(refused?.code == .imageTooLargePixels)
        #expect(refused?.measured == "8000 x 6251 pixels" && refused?.limit == "50000000 pixels")
    }

    @Test func `the file's bytes are limited`() throws {
        let bytes = try ImageFixture.bytes("rgb.png")
        var limits = ImageLimits()
        limits.byteCountMax = bytes.count
        #expect(try ImageFixture.header(of: bytes, limits: limits).size == ImageFixture.size)
        limits.byteCountMax -= 1
        let refused = error(bytes, limits)
        #expect(refused?.code == .imageTooLargeBytes)
        #expect(refused?.measured == "\(bytes.count) bytes" && refused?.limit == "\(bytes.count - 1) bytes")
    }

    @Test func `the largest numbers do not overflow`() {
        var limits = ImageLimits()
        limits.sideMax = .max
        limits.pixelCountMax = .max
        limits.sideMin = .min
        #expect(throws: Never.self) {
            _ = try ImageFixture.header(of: Self.png(0x7FFF_FFFF, 0x7FFF_FFFF), limits: limits)
        }
        #expect(limits.refusal(of: PixelSize(width: .max, height: .max))?.code == .imageTooLargePixels)
        #expect(limits.refusal(of: PixelSize(width: 0, height: 9))?.code == .imageTooSmall)
    }

    @Test func `a small file of 60000 x 60000 pixels is refused`() throws {
        let refused = error(try ImageFixture.bytes("bomb-60000.png"))
        #expect(refused?.code == .imageTooLargePixels && refused?.measured == "60000 x 60000 pixels")
    }

    @Test func `what is shown is held against the limits, not only what is stored`() throws {
        let refused = error(try ImageFixture.bytes("cropped.heic"))
        #expect(refused?.code == .imageTooSmall && refused?.measured == "100 x 50 pixels")
    }
}
