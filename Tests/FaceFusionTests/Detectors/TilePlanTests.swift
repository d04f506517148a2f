// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Tile plan` {
    private static let sizes = [(768, 768), (1024, 768), (6000, 4000), (8192, 64), (64, 64), (467, 466), (4001, 2999)]

    @Test(arguments: sizes)
    func `every face from the least width on lies whole and large enough in some tile`(width: Int, height: Int) {
        let size = PixelSize(width: width, height: height)
        let plan = TilePlan(size, faceWidthMin: 34, inputSide: 192)
        var random = SplitMix64(seed: UInt64(width * height))
        for _ in 0..<2000 {
            let face = Float.random(in: 34...max(35, 0.7 * Float(min(width, height))), using: &random)
            let reach = min(face * TilePlan.contextFactor, Float(min(width, height))) / 2
            let center = SIMD2(
                Float.random(in: reach...(Float(width) - reach), using: &random),
                Float.random(in: reach...(Float(height) - reach), using: &random)
            )
            let isSeen = plan.levels.contains { level in
                let side = Float(level.side) + 8
                func holds(_ starts: [Int], _ place: Float) -> Bool {
                    starts.contains { Float($0) - 8 <= place - reach && place + reach <= Float($0) + side }
                }
                return level.faceWidthMin <= face * 1.001 && holds(level.columns, center.x)
                    && holds(level.rows, center.y)
            }
            #expect(isSeen, "a face of \(face) at \(center)")
        }
    }

    @Test(arguments: sizes)
    func `tiles cover the picture and begin inside it`(width: Int, height: Int) {
        for level in TilePlan(PixelSize(width: width, height: height), faceWidthMin: 34, inputSide: 192).levels {
            for (starts, length) in [(level.columns, width), (level.rows, height)] {
                #expect(starts.first == 0 && starts == starts.sorted() && Set(starts).count == starts.count)
                #expect(starts.allSatisfy { $0 < length })
                #expect((starts.last ?? 0) + level.side >= length)
                #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 < level.side })
            }
        }
    }

    @Test func `a square of 768 pixels takes four tiles beside the whole`() {
        let plan = TilePlan(PixelSize(width: 768, height: 768), faceWidthMin: 34, inputSide: 192)
        #expect(plan.levels.map { $0.columns.count * $0.rows.count } == [1, 4])
        #expect(plan.levelsBesideWholePicture(faceFractionMin: 14.0 / 128).count == 1)
        #expect(plan.levelsBesideWholePicture(faceFractionMin: 0.5).count == 2)
    }

    @Test func `a picture of 24 megapixels takes at most 300 tiles`() {
        let plan = TilePlan(PixelSize(width: 6000, height: 4000), faceWidthMin: 34, inputSide: 192)
        let count = plan.levels.reduce(0) { $0 + $1.columns.count * $1.rows.count }
        #expect((200...300).contains(count))
    }
}
