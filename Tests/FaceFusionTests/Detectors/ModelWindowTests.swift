// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Model window` {
    @Test func `the middle of the input is the middle of the window, however it is turned`() throws {
        for roll in stride(from: Float(-3), through: 3, by: 0.5) {
            let window = ModelWindow(center: SIMD2(310, 205), side: 480, roll: roll)
            let toPicture = window.toPicture(inputSide: 192)
            let middle = toPicture(SIMD2(96, 96))
            #expect(abs(middle.x - 310) < 1e-3 && abs(middle.y - 205) < 1e-3)
            #expect(abs(toPicture.scale - 2.5) < 1e-5)
            let inverse = try #require(toPicture.inverse)
            let back = inverse(toPicture(SIMD2(13, 170)))
            #expect(abs(back.x - 13) < 1e-2 && abs(back.y - 170) < 1e-2)
            let bounds = window.bounds(margin: 0)
            for corner in [SIMD2<Float>(0, 0), SIMD2(192, 0), SIMD2(0, 192), SIMD2(192, 192)] {
                let point = toPicture(corner)
                #expect((Float(bounds.x)...Float(bounds.maxX)).contains(point.x))
                #expect((Float(bounds.y)...Float(bounds.maxY)).contains(point.y))
            }
        }
    }

    @Test func `shows the pixels themselves at their own size`() throws {
        var random = SplitMix64(seed: 4)
        var canvas = PixelCanvas(Background.noise.pixels(size: PixelSize(width: 300, height: 260), random: &random))
        let window = ModelWindow(center: SIMD2(96 + 40, 96 + 30), side: 192, roll: 0)
        let input = try windowInput(window, inputSide: 192, range: .zeroToOne, of: &canvas)
        var wrong = 0
        for y in 0..<192 {
            for x in 0..<192
            where abs(input[(y * 192 + x) * 3 + 1] * 255 - Float(canvas.pixels[x + 40, y + 30, 1])) > 0.6 {
                wrong += 1
            }
        }
        #expect(wrong == 0)
    }

    @Test func `a quarter turn shows the same pixels, turned`() throws {
        var random = SplitMix64(seed: 5)
        var canvas = PixelCanvas(Background.fractal.pixels(size: PixelSize(width: 400, height: 400), random: &random))
        let upright = ModelWindow(center: SIMD2(200, 200), side: 300, roll: 0)
        var turned = upright
        turned.roll = .pi / 2
        let a = try windowInput(upright, inputSide: 128, range: .minusOneToOne, of: &canvas)
        let b = try windowInput(turned, inputSide: 128, range: .minusOneToOne, of: &canvas)
        var sum: Float = 0
        // Input pixel (x, y) of the turned window lies where (128 - y, x) of the upright one does.
        for y in 1..<127 { for x in 1..<127 { sum += abs(b[(y * 128 + x) * 3] - a[(x * 128 + 128 - y) * 3]) } }
        #expect(sum / (126 * 126) < 0.02)
    }

    @Test(arguments: [TensorRange.zeroToOne, .minusOneToOne])
    func `what lies outside the picture is zero`(range: TensorRange) throws {
        var canvas = PixelCanvas(PixelBuffer(size: PixelSize(width: 50, height: 40), layout: .rgb, filledWith: 255))
        let beside = ModelWindow(center: SIMD2(-300, 20), side: 100, roll: 0.3)
        #expect(try windowInput(beside, inputSide: 128, range: range, of: &canvas).allSatisfy { $0 == 0 })
        let half = ModelWindow(center: SIMD2(0, 20), side: 30, roll: 0)
        let input = try windowInput(half, inputSide: 128, range: range, of: &canvas)
        #expect(input[64 * 128 * 3] == 0 && abs(input[(64 * 128 + 127) * 3] - 1) < 1e-5)
    }

    @Test func `a reduced reading of a large window shows nearly the same`() throws {
        var random = SplitMix64(seed: 6)
        var canvas = PixelCanvas(Background.fractal.pixels(size: PixelSize(width: 1600, height: 1500), random: &random))
        let window = ModelWindow(center: SIMD2(790, 750), side: 1300, roll: 0.4)
        let region = window.bounds(margin: 20)
        let transform = window.toPicture(inputSide: 128)
        let shrink = Double(transform.scale) / 1.5
        let full = ShrunkGrid(
            try PicturePatch(region, reduction: .full, of: &canvas),
            picture: canvas.size,
            shrink: shrink
        )
        let half = ShrunkGrid(
            try PicturePatch(region, reduction: .half, of: &canvas),
            picture: canvas.size,
            shrink: shrink
        )
        let a = full.input(sampledBy: transform, inputSide: 128, range: .zeroToOne)
        let b = half.input(sampledBy: transform, inputSide: 128, range: .zeroToOne)
        #expect(zip(a, b).map { abs($0 - $1) }.reduce(0, +) / Float(a.count) < 0.01)
    }
}
