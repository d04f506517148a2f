// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import ImageCodecs

@Suite(.timeLimit(.minutes(1))) struct `Image decoder` {
    /// Greatest difference allowed to the scene, in steps of 255.
    static let tolerances: [(name: String, max: Int)] = [
        ("rgb.png", 0), ("rgba.png", 0), ("rgb16.png", 0), ("animated.png", 0), ("bomb-ztxt.png", 0),
        ("bomb-itxt.png", 0), ("bomb-iccp.png", 0), ("lossless.webp", 0), ("lossless-alpha.webp", 0),
        ("animated.webp", 0), ("baseline-420.jpg", 12), ("baseline-444.jpg", 8), ("restart.jpg", 12),
        ("progressive.jpg", 12), ("cmyk-adobe.jpg", 8), ("cmyk-plain.jpg", 8), ("ycck.jpg", 12), ("palette.png", 64),
        ("lossy.webp", 16), ("lossy-alpha.webp", 16), ("plain.heic", 12), ("plain.avif", 12), ("alpha.heic", 12),
        ("alpha.avif", 12), ("deep.heic", 12), ("deep.avif", 12),
    ]

    @Test(arguments: tolerances)
    func `every format shows the scene`(_ fixture: (name: String, max: Int)) throws {
        let picture = try uprightRGB(fixture.name)
        #expect(picture.size == ImageFixture.size)
        let found = difference(picture) { ImageFixture.scene($0, $1) }
        #expect(found.max <= fixture.max && found.mean <= Double(fixture.max) / 3, "\(found)")
    }

    @Test(arguments: Orientation.allCases)
    func `all eight orientations show the same upright picture`(_ orientation: Orientation) throws {
        let picture = try uprightRGB("orientation-\(orientation.rawValue).jpg")
        #expect(picture.size == ImageFixture.size)
        #expect(difference(picture) { ImageFixture.scene($0, $1) }.max <= 8)
    }

    @Test(arguments: [
        "orientation-6.png", "orientation-8.webp", "orientation-3.avif", "orientation-5.avif", "orientation-6.avif",
        "orientation-7.avif", "orientation-8.avif",
    ])
    func `other formats are turned upright too`(_ name: String) throws {
        let picture = try uprightRGB(name)
        #expect(picture.size == ImageFixture.size)
        #expect(difference(picture) { ImageFixture.scene($0, $1) }.max <= (name.hasSuffix("avif") ? 12 : 0))
    }

    @Test(arguments: ["heic", "avif"])
    func `a grid is put together, turned and cropped as the header says`(_ suffix: String) throws {
        // Two overlapping cuts of the scene, columns 0 to 63 and 32 to 95.
        func expected(_ x: Int, _ y: Int) -> SIMD3<Int> { ImageFixture.scene(x < 64 ? x : x - 32, y) }
        let grid = try uprightRGB("grid.\(suffix)")
        #expect(grid.size == PixelSize(width: 128, height: 64))
        #expect(difference(grid, expected).mean < 4)
        let turned = try uprightRGB("turned.\(suffix)")
        let orientation = Orientation.left.then(.downMirrored)
        let turnedDifference = difference(turned) { x, y in
            let stored = orientation.storedPoint(ofDisplay: SIMD2(x, y), in: PixelSize(width: 128, height: 64))
            return expected(stored.x, stored.y)
        }
        #expect(turnedDifference.mean < 4)
        let cropped = try uprightRGB("cropped.\(suffix)")
        #expect(cropped.size == PixelSize(width: 100, height: 50))
        #expect(difference(cropped) { expected($0 + 14, $1 + 7) }.mean < 4)
    }

    @Test func `16 bits stay 16 bits`() throws {
        let bytes = try ImageFixture.bytes("rgb16.png")
        let pixels = try ImageDecoder.decode(bytes.span)
        guard case .words(let words) = pixels.samples else {
            Issue.record("8 bits")
            return
        }
        #expect(words[(5 * 96 + 7) * 3] == UInt16(ImageFixture.scene(7, 5).x * 257))
    }

    @Test(arguments: ["rgba.png", "lossless-alpha.webp", "alpha.heic", "alpha.avif", "lossy-alpha.webp"])
    func `alpha is kept`(_ name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        let pixels = try ImageDecoder.decode(bytes.span)
        let layout = pixels.layout
        #expect(layout == .rgba)
        guard case .bytes(let samples) = pixels.samples else { return }
        for x in [0, 31, 64, 95] {
            let expected = 255 - x * 255 / 95
            #expect(abs(Int(samples[(20 * 96 + x) * 4 + 3]) - expected) <= 3)
        }
    }

    @Test func `a first frame that is smaller than its canvas lies on nothing`() throws {
        let bytes = try ImageFixture.bytes("animated-part.webp")
        let pixels = try ImageDecoder.decode(bytes.span)
        let layout = pixels.layout
        #expect(layout == .rgba)
        guard case .bytes(let samples) = pixels.samples else { return }
        func pixel(_ x: Int, _ y: Int) -> [Int] { (0..<4).map { Int(samples[(y * 96 + x) * 4 + $0]) } }
        #expect(pixel(0, 0) == [0, 0, 0, 0])
        #expect(pixel(15, 20)[3] == 0 && pixel(48, 20)[3] == 0 && pixel(20, 7)[3] == 0 && pixel(20, 40)[3] == 0)
        let corner = ImageFixture.scene(31, 31)
        #expect(pixel(16 + 31, 8 + 31) == [corner.x, corner.y, corner.z, 255])
    }

    @Test(arguments: Reduction.allCases, ["baseline-420.jpg", "progressive.jpg", "gray.jpg", "ycck.jpg"])
    func `a JPEG is decoded at a fraction`(_ reduction: Reduction, _ name: String) throws {
        let bytes = try ImageFixture.bytes(name)
        let full = try ImageDecoder.decode(bytes.span)
        let small = try ImageDecoder.decode(bytes.span, reduction: reduction)
        let step = reduction.rawValue
        let size = small.size
        #expect(size == PixelSize(width: (96 + step - 1) / step, height: (64 + step - 1) / step))
        guard case .bytes(let fine) = full.samples, case .bytes(let coarse) = small.samples else { return }
        let channels = full.layout.channelCount
        let mean = { (samples: [UInt8]) in Double(samples.reduce(0) { $0 + Int($1) }) / Double(samples.count) }
        #expect(coarse.count == size.pixelCount * channels)
        #expect(abs(mean(fine) - mean(coarse)) < 2)
    }
}
