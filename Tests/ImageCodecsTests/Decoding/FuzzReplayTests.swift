// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

/// The short form of `scripts/fuzz`: what it once found, and a few thousand changed pictures.
@Suite(.timeLimit(.minutes(3))) struct `Hostile pictures` {
    private static let limits: ImageLimits = {
        var limits = ImageLimits()
        limits.sideMin = 1
        limits.sideMax = 1024
        limits.pixelCountMax = 256 * 1024
        return limits
    }()

    /// Decodes, changes everything and writes again.
    ///
    /// - Returns: Whether the file was taken for a picture.
    private func feed(_ bytes: [UInt8]) -> Bool {
        do throws(ImageError) {
            let header = try ImageHeader.parse(bytes.span, limits: Self.limits)
            _ = try ImageDecoder.decode(bytes.span, header: header, limits: Self.limits)
            var image = try DecodedImage(decoding: bytes, limits: Self.limits)
            let region = image.size.bounds
            let original = try image.pixels(in: region, reduction: .full)
            let black = PixelBuffer(size: region.size, layout: .rgb)
            try image.replace(region, original: original, with: black)
            let size = image.size
            let encoded = try image.encoded()
            #expect(encoded.size == size)
            return true
        } catch {
            #expect(!error.message.isEmpty && (error.measured == nil) == (error.limit == nil))
            return false
        }
    }

    @Test func `what the fuzzer found stays mended`() throws {
        let folder = ImageFixture.folder.appending(path: "../../../fuzz/corpus").standardizedFileURL
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        var fileCount = 0
        for path in paths {
            let url = folder.appending(path: path)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            _ = feed(try [UInt8](Data(contentsOf: url)))
            fileCount += 1
        }
        #expect(fileCount > 0)
    }

    @Test(arguments: ["jpg", "png", "webp", "heic", "avif"])
    func `pictures changed at random decode or are refused`(_ suffix: String) throws {
        let seed: UInt64 = 2_026
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let names = ImageFixture.soundNames.filter { $0.hasSuffix(suffix) && !$0.hasPrefix("bomb") }
        let files = try names.map { try ImageFixture.bytes($0) }
        var outcomes = (decoded: 0, refused: 0)
        for _ in 0..<800 {
            var bytes = files[Int.random(in: 0..<files.count, using: &generator)]
            // One or two changed bytes, rarely in the signature, sometimes a piece cut out.
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let place = Int.random(in: 8..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if Int.random(in: 0..<10, using: &generator) == 0 {
                let place = Int.random(in: 8..<bytes.count, using: &generator)
                bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &generator)))
            }
            if suffix == "png" { bytes = PNGBuilder.withChecksums(bytes) }
            if feed(bytes) { outcomes.decoded += 1 } else { outcomes.refused += 1 }
        }
        #expect(outcomes.decoded > 20 && outcomes.refused > 20, "\(outcomes)")
    }
}
