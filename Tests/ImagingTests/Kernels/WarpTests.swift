// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Warp` {
    /// Turned, scaled and sheared; the last two leave the image on one side and on all.
    private static let transforms: [AffineTransform] = [
        .identity,
        AffineTransform(a: 1, b: 0, tx: 0.25, c: 0, d: 1, ty: -0.75),
        AffineTransform(a: 0.31, b: -0.12, tx: 3.3, c: 0.07, d: 0.4, ty: 1.9),
        AffineTransform(a: -0.8, b: 0.55, tx: 12.4, c: 0.6, d: 0.85, ty: -4.1),
        AffineTransform(a: 3.7, b: 0.4, tx: -20, c: -1.3, d: 2.9, ty: 8),
        AffineTransform(a: 0, b: 0, tx: 400, c: 0, d: 0, ty: -300),
    ]
    private static let images = oddSizes + [PixelSize(width: 16, height: 15)]

    @Test(arguments: images, transforms)
    func `bytes agree with the sum over all neighbours`(size: PixelSize, inverse: AffineTransform) {
        for channelCount in [1, 3, 4] {
            let image = ReferenceImage.random(size, channelCount: channelCount, seed: 181)
            for border in borders {
                for newSize in vectorSizes {
                    let actual = image.pixels().warped(to: newSize, by: inverse, border: border).takeBytes()
                    let wanted = image.warped(to: newSize, by: inverse, border: border)
                    let difference = greatestDifference(actual, wanted.samples)
                    #expect(difference <= 0.51, "\(channelCount) channels, \(border), to \(newSize), seed 181")
                }
            }
        }
    }

    @Test(arguments: images, transforms)
    func `planes agree with the sum over all neighbours`(size: PixelSize, inverse: AffineTransform) {
        let image = ReferenceImage.random(size, seed: 182)
        for border in borders {
            for newSize in vectorSizes {
                let actual = image.plane().warped(to: newSize, by: inverse, border: border).takeValues()
                let wanted = image.warped(to: newSize, by: inverse, border: border).samples
                #expect(greatestDifference(actual, wanted) < 0.01, "\(border), to \(newSize), seed 182")
            }
        }
    }

    @Test(arguments: images, transforms)
    func `a tensor agrees with the sum over all neighbours`(size: PixelSize, inverse: AffineTransform) {
        for channelCount in [3, 4] {
            let image = ReferenceImage.random(size, channelCount: channelCount, seed: 183)
            for newSize in vectorSizes {
                let actual = image.pixels().warpedTensor(size: newSize, by: inverse, scale: 1 / 127.5, bias: -1)
                let wanted = image.warped(to: newSize, by: inverse, border: .constant(0))
                // Alpha is left out.
                let colors = wanted.samples.indices.filter { $0 % channelCount < 3 }.map { wanted.samples[$0] }
                let difference = greatestDifference(actual, colors.map { $0 / 127.5 - 1 })
                #expect(difference < 1e-4, "\(channelCount) channels, to \(newSize), seed 183")
            }
        }
    }

    @Test func `a tensor is the warped image before it is rounded`() {
        let image = ReferenceImage.random(PixelSize(width: 30, height: 21), channelCount: 3, seed: 184)
        for inverse in Self.transforms {
            let newSize = PixelSize(width: 19, height: 23)
            let tensor = image.pixels().warpedTensor(size: newSize, by: inverse, scale: 2, bias: 5)
            let rounded = image.pixels().warped(to: newSize, by: inverse, border: .constant(0))
            #expect(greatestDifference(tensor, rounded.tensor(scale: 2, bias: 5)) <= 1.001, "seed 184")
        }
    }

    @Test func `a constant stays constant`() {
        let size = PixelSize(width: 14, height: 10)
        let newSize = PixelSize(width: 33, height: 20)
        for inverse in Self.transforms {
            for value: UInt8 in [0, 1, 127, 255] {
                for border in [.constant(value), .replicate, .reflect, .reflect101] as [BorderMode] {
                    for layout in PixelLayout.allCases {
                        let image = PixelBuffer(size: size, layout: layout, filledWith: value)
                        let actual = image.warped(to: newSize, by: inverse, border: border).takeBytes()
                        #expect(actual.allSatisfy { $0 == value }, "\(layout), \(border)")
                    }
                }
            }
        }
    }

    @Test(arguments: borders) func `whole pixels to a side move every pixel exactly`(border: BorderMode) {
        let image = ReferenceImage.random(PixelSize(width: 21, height: 13), channelCount: 3, seed: 185)
        for (dx, dy) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (5, -3), (-9, 7), (-20, 12)] {
            let shift = AffineTransform(a: 1, b: 0, tx: Float(dx), c: 0, d: 1, ty: Float(dy))
            let wanted = ReferenceImage(size: image.size, channelCount: 3) { x, y, channel in
                image.sample(x + dx, y + dy, channel, border)
            }
            let bytes = image.pixels().warped(to: image.size, by: shift, border: border).takeBytes()
            #expect(bytes == wanted.bytes, "\(dx), \(dy), seed 185")
            let plane = image.plane().warped(to: image.size, by: shift, border: border).takeValues()
            #expect(plane == wanted.plane().takeValues(), "\(dx), \(dy), seed 185")
        }
    }

    @Test func `a transform then its inverse is about the identity`() throws {
        let size = PixelSize(width: 50, height: 40)
        let image = smooth(size, channelCount: 3)
        let turn = AffineTransform(a: 0.94, b: -0.3, tx: 9, c: 0.3, d: 0.94, ty: -6)
        let back = try #require(turn.inverse)
        let twice = image.pixels().warped(to: size, by: turn, border: .replicate)
            .warped(to: size, by: back, border: .replicate)
        let plane = image.plane().warped(to: size, by: turn, border: .replicate)
            .warped(to: size, by: back, border: .replicate)
        var count = 0
        for y in 2..<size.height - 2 {
            for x in 2..<size.width - 2 {
                // Only what the image between still shows comes back.
                let between = back(SIMD2(Float(x), Float(y)))
                guard between.min() >= 1 && between.x <= 48 && between.y <= 38 else { continue }
                count += 1
                for channel in 0..<3 { #expect(abs(Double(twice[x, y, channel]) - image[x, y, channel]) < 1.2) }
                #expect(abs(Double(plane[x, y]) - image[x, y, 0]) < 0.1)
            }
        }
        #expect(count > 800)
    }

    @Test func `long rows do not drift`() {
        let ramp = ReferenceImage(size: PixelSize(width: 5000, height: 3)) { x, _, _ in Double(x) }
        for step: Float in [0.9993, 0.1, 0.3333] {
            let inverse = AffineTransform(a: step, b: 0, tx: 0.7, c: 0, d: 1, ty: 0)
            let newSize = PixelSize(width: 4999, height: 1)
            let row = ramp.plane().warped(to: newSize, by: inverse, border: .replicate).takeValues()
            let wanted = (0..<4999).map { Double($0) * Double(step) + Double(inverse.tx) }
            #expect(greatestDifference(row, wanted) < 1e-3)
        }
    }
}
