// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(3))) struct `Bad input` {
    private func error(_ bytes: [UInt8], _ limits: ImageLimits = ImageLimits()) -> ImageError? {
        #expect(throws: ImageError.self) { _ = try ImageDecoder.decode(bytes.span, limits: limits) }
    }

    @Test func `nothing, one byte and text have no picture`() {
        #expect(error([])?.code == .unsupportedFormat)
        #expect(error([0x89])?.code == .unsupportedFormat)
        #expect(error(Array("This is a letter, renamed to portrait.jpg.".utf8))?.code == .unsupportedFormat)
    }

    @Test(arguments: ImageFixture.soundNames.filter { !$0.hasPrefix("bomb") })
    func `a file cut off at any byte is never half decoded`(_ name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        // A prefix that decodes must be one from which nothing but the end was cut.
        var decodedCounts: [Int] = []
        var limits = ImageLimits()
        limits.sideMin = 1
        for count in 0..<bytes.count {
            do throws(ImageError) {
                _ = try ImageDecoder.decode(bytes.span.extracting(first: count), limits: limits)
                decodedCounts.append(count)
            } catch {
                #expect(error.code == .imageDecodeFailed || error.code == .unsupportedFormat, "\(count): \(error)")
            }
        }
        #expect(decodedCounts.isEmpty)
    }

    @Test func `a small file of 60000 x 60000 pixels is refused before any pixel`() throws {
        let refused = error(try ImageFixture.bytes("bomb-60000.png"))
        #expect(refused?.code == .imageTooLargePixels && refused?.measured == "60000 x 60000 pixels")
    }

    @Test func `the libraries hold the limits too when the header was not checked`() throws {
        var strict = ImageLimits()
        strict.sideMax = 95
        for name in ["rgb.png", "baseline-420.jpg", "lossy.webp", "plain.heic", "plain.avif"] {
            let bytes = try ImageFixture.bytes(name)
            let header = try ImageHeader.parse(bytes.span)
            let refused = #expect(throws: ImageError.self) {
                _ = try ImageDecoder.decode(bytes.span, header: header, limits: strict)
            }
            #expect(refused?.code == .imageTooLargePixels || refused?.code == .imageDecodeFailed, "\(name)")
        }
    }

    @Test func `an embedded profile that unfolds to megabytes is not unfolded`() throws {
        let bytes = try ImageFixture.bytes("bomb-iccp.png")
        let profile = try ImageDecoder.decode(bytes.span).iccProfile
        #expect(profile == nil)
    }

    /// A progressive JPEG whose first scan comes again and again.
    private func jpeg(repeatedScans count: Int) throws -> [UInt8] {
        let bytes = try ImageFixture.bytes("progressive.jpg")
        let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        let tables = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC4 }
        let first = try #require(scans.first)
        let end = try #require(tables.first { $0 > first })
        return bytes[..<first] + (0...count).flatMap { _ in bytes[first..<end] } + bytes[end...]
    }

    @Test func `a JPEG of a thousand scans is refused`() throws {
        let refused = error(try jpeg(repeatedScans: 1000))
        #expect(refused?.code == .imageDecodeFailed)
        #expect(refused?.measured == "more than 100 scans" && refused?.limit == "100 scans")
    }

    @Test func `a hundred scans are allowed`() throws {
        let bytes = try jpeg(repeatedScans: 90)
        let scanCount = bytes.indices.dropLast().count { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        #expect(scanCount == 100)
        let size = try ImageDecoder.decode(bytes.span).size
        #expect(size == ImageFixture.size)
    }

    @Test func `a JPEG that needs more memory than it may have is refused`() throws {
        let bytes = try ImageFixture.bytes("tall-progressive.jpg")
        let header = try ImageHeader.parse(bytes.span)
        let size = try ImageDecoder.decode(bytes.span, header: header).size
        #expect(size == PixelSize(width: 64, height: 512))
        let refused = #expect(throws: ImageError.self) {
            _ = try ImageDecoder.decode(bytes.span, header: header, memoryByteCountMax: 10_000)
        }
        #expect(refused?.code == .imageDecodeFailed && refused?.message.contains("too much memory") == true)
    }

    @Test func `a JPEG whose header says more rows than there are is damage`() throws {
        var bytes = try ImageFixture.bytes("baseline-420.jpg")
        let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        bytes[frame + 6] = 128
        #expect(error(bytes)?.code == .imageDecodeFailed)
    }

    @Test func `a WebP whose canvas is not its picture is damage`() throws {
        var bytes = try ImageFixture.bytes("profile.webp")
        bytes[24] += 1
        #expect(error(bytes)?.message == "the WebP says it is 97 x 64 pixels but holds 96 x 64")
    }

    @Test(arguments: ["plain.heic", "plain.avif"], [16, 4000])
    func `a size that is not the coded picture's is damage`(_ name: String, _ width: Int) throws {
        var bytes = try ImageFixture.bytes(name)
        let place = try #require(bytes.indices.dropLast(4).first { bytes[$0...].starts(with: Array("ispe".utf8)) })
        bytes.replaceSubrange(place + 8..<place + 12, with: PNGBuilder.big32(width))
        var limits = ImageLimits()
        limits.sideMin = 1
        let refused = error(bytes, limits)
        #expect(refused?.code == .imageDecodeFailed)
        // The smaller one is refused before a decoder allocates what the larger one needs.
        if width == 16 { #expect(refused?.message == "the file says 16 x 64 pixels but holds up to 96 x 64") }
    }

    @Test func `what follows the end of a picture is not looked at`() throws {
        let archive = Array("PK\u{3}\u{4} a ZIP behind the picture <script>alert(1)</script>".utf8)
        for name in ["rgb.png", "baseline-420.jpg", "lossless.webp"] {
            let picture = try uprightRGB(of: ImageFixture.bytes(name) + archive)
            #expect(difference(picture) { ImageFixture.scene($0, $1) }.max <= 12, "\(name)")
        }
    }

    @Test func `a script in a comment is passed over`() throws {
        let jpeg = try ImageFixture.bytes("baseline-420.jpg")
        let script = Array("*/=alert(document.domain);/*".utf8)
        let comment: [UInt8] = [0xFF, 0xFE, 0, UInt8(script.count + 2)] + script
        let picture = try uprightRGB(of: jpeg[..<2] + comment + jpeg[2...])
        #expect(difference(picture) { ImageFixture.scene($0, $1) }.max <= 12)
    }

    @Test func `a GIF in front of a JPEG is a GIF`() throws {
        let both = try Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0] + ImageFixture.bytes("baseline-420.jpg")
        let refused = error(both)
        #expect(refused?.code == .unsupportedFormat && refused?.message.contains("GIF") == true)
    }
}
