// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Damaged headers` {
    private func error(_ bytes: [UInt8]) -> ImageError? {
        #expect(throws: ImageError.self) { try ImageFixture.header(of: bytes) }
    }

    @Test func `nothing and one byte are no image`() {
        #expect(error([])?.code == .unsupportedFormat)
        #expect(error([])?.message == "the file is empty")
        #expect(error([0xFF])?.code == .unsupportedFormat)
        #expect(error([0xFF])?.message == "the file has 1 byte, too few for an image")
    }

    @Test(arguments: [
        ("plain text, whatever it is called", "text"), ("GIF89a and so on it goes", "GIF"), ("BM______________", "BMP"),
        ("%PDF-1.7 and so on", "PDF"), ("PK\u{3}\u{4} and so on it goes", "ZIP"), ("II*\0 and so on it goes", "TIFF"),
        ("<!DOCTYPE html><html>", "HTML"), ("RIFF____AVI ____", "RIFF audio or video"),
        ("\0\0\0\u{0C}JXL \u{0D}\n\u{07}\n", "JPEG XL"), ("\0\0\0\u{0C}jP  \u{0D}\n\u{07}\n", "JPEG 2000"),
    ])
    func `a foreign file is named`(_ text: String, _ name: String) {
        let refused = error(Array(text.utf8))
        #expect(refused?.code == .unsupportedFormat)
        #expect(refused?.message == "the file looks like \(name), not like JPEG, PNG, WebP, HEIC or AVIF")
    }

    @Test func `unknown bytes are shown`() {
        let refused = error([0xDE, 0xAD, 0x0E, 0xEF, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(refused?.code == .unsupportedFormat && refused?.message.contains("DE AD 0E EF") == true)
    }

    @Test func `a video is not HEIC`() {
        let refused = error([0, 0, 0, 16] + Array("ftypisom\0\0\0\0".utf8) + [0, 0, 0, 8] + Array("moov".utf8))
        #expect(refused?.code == .unsupportedFormat && refused?.message.contains("video") == true)
    }

    @Test(arguments: ImageFixture.soundNames)
    func `a file cut off at any byte gives a header or a typed error`(_ name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        var headerCount = 0
        for count in 0..<bytes.count {
            do throws(ImageError) {
                _ = try ImageHeader.parse(bytes.span.extracting(first: count))
                headerCount += 1
            } catch {
                let isExpected = error.code == .imageDecodeFailed || error.code == .unsupportedFormat
                #expect(isExpected || name.hasPrefix("cropped"), "\(count): \(error)")
            }
        }
        // Only the pixels behind the header are cut off in the rest.
        #expect(headerCount < bytes.count)
    }

    @Test func `files changed at random never stop the parser`() throws {
        let seed: UInt64 = 20_261_123
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let files = try ImageFixture.names.map { try ImageFixture.bytes($0) }
        var outcomes: [Bool: Int] = [:]
        for _ in 0..<60_000 {
            var bytes = files[Int.random(in: 0..<files.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<min(bytes.count, 400), using: &generator)
                bytes[place] =
                    [0, 0xFF, UInt8.random(in: 0...255, using: &generator)].randomElement(using: &generator) ?? 0
            }
            let end = Bool.random(using: &generator) ? bytes.count : Int.random(in: 0...bytes.count, using: &generator)
            do throws(ImageError) {
                _ = try ImageHeader.parse(bytes.span.extracting(first: end))
                outcomes[true, default: 0] += 1
            } catch {
                outcomes[false, default: 0] += 1
            }
        }
        #expect(outcomes[true, default: 0] > 1000 && outcomes[false, default: 0] > 1000)
    }
}
