// SPDX-License-Identifier: Apache-2.0

import Imaging
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Fitting a picture into a square` {
    @Test(arguments: [(768, 768), (6000, 4000), (64, 8192), (101, 67), (1, 1), (3, 7)], [128, 192])
    func `a point survives the way into the input and back`(size: (Int, Int), side: Int) throws {
        let (width, height) = size
        let letterbox = Letterbox(PixelSize(width: width, height: height), side: side)
        let inverse = try #require(letterbox.toPicture.inverse)
        for point in [SIMD2<Float>(0, 0), SIMD2(Float(width), Float(height)), SIMD2(Float(width) / 3, 0.5)] {
            let input = inverse(point)
            #expect(all(input .>= -1e-3) && all(input .<= Float(side) + 0.51))
            let back = letterbox.toPicture(input)
            #expect(abs(back.x - point.x) < 1e-4 * Float(max(width, height)))
            #expect(abs(back.y - point.y) < 1e-4 * Float(max(width, height)))
        }
    }

    @Test(arguments: [(768, 768), (6000, 4000), (64, 8192), (101, 67), (1, 1), (3, 7)])
    func `the picture touches two sides and is centred between the others`(width: Int, height: Int) {
        let letterbox = Letterbox(PixelSize(width: width, height: height), side: 192)
        #expect(max(letterbox.fitted.width, letterbox.fitted.height) == 192)
        #expect(min(letterbox.fitted.width, letterbox.fitted.height) >= 1)
        let right = 192 - letterbox.offset.x - letterbox.fitted.width
        let bottom = 192 - letterbox.offset.y - letterbox.fitted.height
        #expect((0...1).contains(right - letterbox.offset.x) && (0...1).contains(bottom - letterbox.offset.y))
    }

    @Test(arguments: [(300, 200), (77, 201), (5, 3), (1, 1), (640, 639)])
    func `one colour stays one colour inside and zero beside`(width: Int, height: Int) {
        let pixels = PixelBuffer(size: PixelSize(width: width, height: height), layout: .rgb, filledWith: 51)
        let letterbox = Letterbox(pixels.size, side: 128)
        let input = letterboxedInput(pixels.size.bounds, of: pixels, letterbox: letterbox, range: .minusOneToOne)
        #expect(input.count == 128 * 128 * 3)
        let rows = letterbox.offset.y..<(letterbox.offset.y + letterbox.fitted.height)
        let columns = letterbox.offset.x..<(letterbox.offset.x + letterbox.fitted.width)
        let wrong = (0..<(128 * 128)).count { index in
            let isInside = rows.contains(index / 128) && columns.contains(index % 128)
            let expected: Float = isInside ? 51 / 127.5 - 1 : 0
            return (0..<3).contains { abs(input[index * 3 + $0] - expected) > 1e-6 }
        }
        #expect(wrong == 0)
    }
}
