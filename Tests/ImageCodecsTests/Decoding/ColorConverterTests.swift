// SPDX-License-Identifier: Apache-2.0

import Foundation
import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(1))) struct `Color converter` {
    private func profile(_ name: String) throws -> [UInt8] {
        let bytes = try ImageFixture.bytes(name)
        return try #require(try ImageDecoder.decode(bytes.span).iccProfile)
    }

    /// sRGB to linear light (IEC 61966-2-1).
    private func linear(_ byte: UInt8) -> Double {
        let value = Double(byte) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }

    @Test(arguments: ["profile.jpg", "profile.png", "profile.webp", "profile.heic", "profile.avif"])
    func `an embedded profile is found and applied`(_ name: String) throws {
        let found = try profile(name)
        #expect(found == (try profile("profile.png")))
        let converter = ColorConverter(iccProfile: found, layout: .rgb)
        let use = converter.profileUse
        #expect(use == .applied)
        // Pure wide green lies outside sRGB: red and blue are cut off at 0. White and black stay.
        let rgb = converter.srgb(([0, 255, 0, 255, 255, 255, 0, 0, 0] as [UInt8]).span)
        #expect(rgb == [0, 255, 0, 255, 255, 255, 0, 0, 0])
    }

    @Test func `wide colours become stronger in sRGB`() throws {
        let converter = ColorConverter(iccProfile: try profile("profile.png"), layout: .rgb)
        let rgb = converter.srgb(([180, 120, 100] as [UInt8]).span)
        #expect(rgb[0] > 180 && rgb[2] < 100, "\(rgb)")
    }

    @Test func `curves and a matrix give what lcms2 gives without shortcuts`() throws {
        let converter = ColorConverter(iccProfile: try profile("profile.png"), layout: .rgb)
        let colors: [UInt8] = [180, 120, 100, 20, 30, 40, 250, 5, 128, 90, 200, 60, 128, 128, 128, 3, 2, 1]
        let forth: [UInt8] = [192, 117, 96, 8, 24, 36, 255, 0, 130, 0, 204, 0, 129, 129, 129, 0, 0, 0]
        let back: [UInt8] = [170, 122, 103, 28, 35, 43, 229, 54, 126, 119, 196, 83, 127, 127, 127, 10, 9, 7]
        let rgb = converter.srgb(colors.span)
        let stored = converter.stored(fromSRGB: colors.span) ?? []
        #expect(zip(rgb, forth).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(rgb)")
        #expect(zip(stored, back).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(stored)")
    }

    @Test func `8 and 16 bits agree, and repeat themselves`() throws {
        let found = try profile("profile.png")
        let converter = ColorConverter(iccProfile: found, layout: .rgb)
        let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }
        let words = bytes.map { UInt16($0) * 257 }
        let fromBytes = converter.srgb(bytes.span)
        let fromWords = converter.srgb(words.span)
        let greatest = zip(fromBytes, fromWords).map { abs(Int($0) - Int($1)) }.max()
        #expect(greatest ?? 255 <= 1)
        let again = ColorConverter(iccProfile: found, layout: .rgb)
        let repeated = again.srgb(bytes.span)
        #expect(repeated == fromBytes)
    }

    @Test func `there and back is where it was`() throws {
        for (name, layout) in [("profile.png", SampleLayout.rgb), ("gray-profile.jpg", .gray)] {
            let converter = ColorConverter(iccProfile: try profile(name), layout: layout)
            let use = converter.profileUse
            #expect(use == .applied)
            let colors = (0..<256).flatMap { [UInt8](repeating: UInt8($0), count: 3) }
            let stored = converter.stored(fromSRGB: colors.span) ?? []
            let back = converter.srgb(stored.span)
            let words = converter.storedWords(fromSRGB: colors.span) ?? []
            #expect(stored.count == 256 * layout.channelCount && words.count == stored.count)
            let backFromWords = converter.srgb(words.span)
            #expect(zip(back, colors).allSatisfy { abs(Int($0) - Int($1)) <= ($1 < 40 ? 6 : 2) }, "\(name)")
            #expect(zip(backFromWords, colors).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(name)")
        }
    }

    @Test func `a gray profile changes grays by its curve`() throws {
        let converter = ColorConverter(iccProfile: try profile("gray-profile.jpg"), layout: .gray)
        let rgb = converter.srgb(([0, 128, 255] as [UInt8]).span)
        #expect(rgb[0] == 0 && rgb[8] == 255 && rgb[3] == rgb[4] && rgb[4] == rgb[5])
        // (128 / 255) to the power of 1.8 is 0.289 of the light.
        #expect(abs(linear(rgb[3]) - 0.289) < 0.01, "\(rgb)")
    }

    @Test func `inks with a profile go through it, without one plainly`() throws {
        let inks: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 255, 255, 0]
        let plain = ColorConverter(iccProfile: nil, layout: .cmyk)
        let light = plain.srgb(inks.span)
        #expect(light == [255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 0, 0])
        let back = plain.stored(fromSRGB: inks.span)
        #expect(back == nil)
        let profiled = ColorConverter(iccProfile: try profile("cmyk-profile.jpg"), layout: .cmyk)
        let use = profiled.profileUse
        let rgb = profiled.srgb(inks.span)
        let inksBack = profiled.stored(fromSRGB: rgb.span)
        #expect(use == .applied && inksBack == nil)
        #expect(rgb[0] > 250 && rgb[3] < 80 && rgb[3] > 10 && rgb[9] > rgb[10], "\(rgb)")
    }

    @Test func `a profile that equals sRGB converts nothing`() throws {
        let srgb = try ImageFixture.bytes("srgb.icc")
        for layout in [SampleLayout.rgb, .rgba] {
            let converter = ColorConverter(iccProfile: srgb, layout: layout)
            let (use, isSRGB) = (converter.profileUse, converter.isSRGB)
            #expect(use == .equalsSRGB && isSRGB)
        }
    }

    @Test(arguments: ["heic", "avif"])
    func `primaries named by number are converted`(_ suffix: String) throws {
        let converter = ColorConverter(iccProfile: try profile("p3.\(suffix)"), layout: .rgb)
        let use = converter.profileUse
        #expect(use == .applied)
        let rgb = converter.srgb(([255, 255, 255, 180, 120, 100] as [UInt8]).span)
        #expect(rgb[..<3] == [255, 255, 255] && rgb[3] > 180 && rgb[5] < 100, "\(rgb)")
    }

    @Test func `damaged profiles and those of another colour space are ignored`() throws {
        let wide = try profile("profile.png")
        let gray = try profile("gray-profile.jpg")
        for (bytes, layout) in [([], SampleLayout.rgb), ([1, 2, 3], .rgb), (gray, .rgb), (wide, .gray), (wide, .cmyk)] {
            let converter = ColorConverter(iccProfile: bytes, layout: layout)
            let use = converter.profileUse
            #expect(use == .ignored)
        }
        let plain = ColorConverter(iccProfile: gray, layout: .rgb)
        let kept = plain.srgb(([9, 8, 7] as [UInt8]).span)
        #expect(kept == [9, 8, 7])
        for count in stride(from: 0, to: wide.count, by: 3) {
            let converter = ColorConverter(iccProfile: Array(wide[..<count]), layout: .rgb)
            let pixel = converter.srgb(([9, 8, 7] as [UInt8]).span)
            #expect(pixel.count == 3)
        }
    }

    @Test func `profiles changed at random never stop the conversion`() throws {
        let seed: UInt64 = 7
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let profiles = [
            (try profile("profile.png"), SampleLayout.rgb), (try profile("gray-profile.jpg"), .gray),
            (try profile("cmyk-profile.jpg"), .cmyk),
        ]
        var appliedCount = 0
        for round in 0..<600 {
            var (bytes, layout) = profiles[round % 3]
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let converter = ColorConverter(iccProfile: bytes, layout: layout)
            appliedCount += converter.profileUse == .applied ? 1 : 0
            let pixel = converter.srgb([UInt8](repeating: 77, count: layout.channelCount).span)
            #expect(pixel.count == 3)
        }
        #expect(appliedCount > 100 && appliedCount < 600)
    }

    @Test func `without a profile grays and 16 bits are rounded to the nearest`() {
        let gray = ColorConverter(iccProfile: nil, layout: .grayAlpha)
        let grays = gray.srgb(([5, 0, 250, 255] as [UInt8]).span)
        #expect(grays == [5, 5, 5, 250, 250, 250])
        let stored = gray.stored(fromSRGB: ([255, 0, 0, 10, 10, 10] as [UInt8]).span)
        #expect(stored == [76, 10])
        let rgb = ColorConverter(iccProfile: nil, layout: .rgb)
        let small = rgb.srgb(([0, 128, 129] as [UInt16]).span)
        #expect(small == [0, 0, 1])
        let large = rgb.srgb(([65_535, 257, 256] as [UInt16]).span)
        #expect(large == [255, 1, 1])
        let words = rgb.storedWords(fromSRGB: ([0, 1, 255] as [UInt8]).span)
        #expect(words == [0, 257, 65_535])
    }
}
