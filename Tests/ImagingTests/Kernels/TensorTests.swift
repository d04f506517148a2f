// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Tensor packing` {
    @Test(arguments: oddSizes, [1, 3, 4]) func `both orders hold every value`(size: PixelSize, channelCount: Int) {
        let image = ReferenceImage.random(size, channelCount: channelCount, seed: 141)
        let interleaved = image.pixels().tensor(scale: 1 / 127.5, bias: -1)
        let planar = image.pixels().tensorPlanar(scale: 0.5, bias: 3)
        #expect(greatestDifference(interleaved, image.samples.map { $0 / 127.5 - 1 }) < 1e-6, "seed 141")
        let wanted = (0..<channelCount).flatMap { image.plane($0).takeValues().map { $0 * 0.5 + 3 } }
        #expect(greatestDifference(planar, wanted) < 1e-5, "seed 141")
    }

    @Test func `colour planes hold the channels`() {
        let size = PixelSize(width: 13, height: 5)
        for channelCount in [1, 3, 4] {
            let image = ReferenceImage.random(size, channelCount: channelCount, seed: 142)
            let planes = values(of: image.pixels().colorPlanes())
            for channel in 0..<3 {
                #expect(planes[channel] == image.plane(channelCount == 1 ? 0 : channel).takeValues(), "seed 142")
            }
        }
    }

    @Test(arguments: [[40, 20], [20, 40], [33, 33], [500, 3], [3, 500], [1, 1], [97, 41]])
    func `a letterboxed picture lies centred in zeros`(sides: [Int]) {
        let image = ReferenceImage.random(PixelSize(width: sides[0], height: sides[1]), channelCount: 3, seed: 143)
        let side = 32
        let boxed = image.pixels().letterboxedTensor(side: side)
        let scale = Double(side) / Double(max(sides[0], sides[1]))
        let inner = PixelSize(
            width: max(1, Int((Double(sides[0]) * scale).rounded(.toNearestOrEven))),
            height: max(1, Int((Double(sides[1]) * scale).rounded(.toNearestOrEven)))
        )
        let (left, top) = ((side - inner.width) / 2, (side - inner.height) / 2)
        let picture = image.resized(to: inner, filter: .area)
        #expect(abs(Double(boxed.scale) - scale) < 1e-6)
        #expect(boxed.offset == SIMD2(Float(left), Float(top)))
        let wanted = ReferenceImage(size: PixelSize(width: side, height: side), channelCount: 3) { x, y, channel in
            let (column, row) = (x - left, y - top)
            guard inner.bounds.contains(PixelRegion(x: column, y: row, width: 1, height: 1)) else { return 0 }
            return picture[column, row, channel] / 127.5 - 1
        }
        // The picture is rounded to bytes on the way.
        #expect(greatestDifference(boxed.values, wanted.samples) < 0.501 / 127.5, "seed 143")
    }
}
