// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Canvas in memory` {
    @Test(
        arguments: Reduction.allCases,
        [PixelRegion(x: 0, y: 0, width: 37, height: 23), PixelRegion(x: 8, y: 16, width: 19, height: 7)]
    )
    func `gives the mean of every block`(reduction: Reduction, region: PixelRegion) throws {
        var random = SplitMix64(seed: 8)
        var canvas = PixelCanvas(Background.noise.pixels(size: PixelSize(width: 37, height: 23), random: &random))
        let step = reduction.rawValue
        let found = try canvas.pixels(in: region, reduction: reduction)
        #expect(found.size.width == (region.width + step - 1) / step)
        #expect(found.size.height == (region.height + step - 1) / step)
        for y in 0..<found.size.height {
            for x in 0..<found.size.width {
                let columns = (region.x + x * step)..<min(region.x + (x + 1) * step, region.maxX)
                let rows = (region.y + y * step)..<min(region.y + (y + 1) * step, region.maxY)
                let values = rows.flatMap { row in columns.map { Double(canvas.pixels[$0, row, 2]) } }
                let mean = values.reduce(0, +) / Double(values.count)
                #expect(abs(Double(found[x, y, 2]) - mean) <= 0.5)
            }
        }
    }

    @Test func `changes the pixels that differ and no others`() throws {
        var canvas = PixelCanvas(PixelBuffer(size: PixelSize(width: 12, height: 10), layout: .rgb, filledWith: 7))
        let region = PixelRegion(x: 3, y: 2, width: 5, height: 4)
        let original = try canvas.pixels(in: region, reduction: .full)
        var changed = original.copy()
        changed[4, 3, 1] = 200
        try canvas.replace(region, original: original, with: changed)
        let bytes = canvas.takePixels().takeBytes()
        #expect(bytes.count { $0 != 7 } == 1 && bytes[((2 + 3) * 12 + 3 + 4) * 3 + 1] == 200)
    }
}
