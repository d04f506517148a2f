// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Averaging along an axis` {
    @Test(arguments: [(128, 768), (192, 233), (7, 100), (50, 50), (64, 9), (1, 5), (3, 1), (192, 8192)])
    func `weights sum to the divisor and stay inside the source`(count: Int, sourceCount: Int) {
        let axis = AxisWeights(
            count: count,
            origin: 0,
            step: Double(sourceCount) / Double(count),
            sourceCount: sourceCount
        )
        #expect(axis.count == count && axis.weights.count == count * axis.tapCount)
        for index in 0..<count {
            let weights = axis.weights[(index * axis.tapCount)..<((index + 1) * axis.tapCount)]
            #expect(abs(weights.reduce(0, +) - axis.divisor) < 1e-4 * axis.divisor)
            #expect(weights.allSatisfy { $0 >= 0 })
            #expect(axis.first[index] >= 0 && axis.first[index] + axis.tapCount <= sourceCount)
        }
    }

    @Test(arguments: [UInt64](1...10))
    func `agrees with a slow integral over a step function`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let source = (0..<90).map { _ in Double.random(in: 0...255, using: &random) }
        let step = Double.random(in: 1.01...9, using: &random)
        let origin = Double.random(in: 0...10, using: &random)
        let count = Int((80 - origin) / step)
        let axis = AxisWeights(count: count, origin: origin, step: step, sourceCount: source.count)
        for index in 0..<count {
            let mean = (0..<axis.tapCount).reduce(0.0) {
                $0 + Double(axis.weights[index * axis.tapCount + $1]) * source[axis.first[index] + $1]
            }
            let samples = 20_000
            let slow = (0..<samples).reduce(0.0) { sum, sample in
                let place = origin + (Double(index) + (Double(sample) + 0.5) / Double(samples)) * step
                return sum + source[Int(place)]
            }
            #expect(abs(mean / Double(axis.divisor) - slow / Double(samples)) < 0.1, "seed \(seed)")
        }
    }

    @Test func `a mean between two bytes is rounded to the even one`() {
        // 36 pixels, 18 of them one brighter than the rest: the mean lies exactly between.
        for base in [UInt8(100), 101] {
            var pixels = PixelBuffer(size: PixelSize(width: 6, height: 6), layout: .rgb, filledWith: base)
            for y in 0..<3 { for x in 0..<6 { for channel in 0..<3 { pixels[x, y, channel] = base + 1 } } }
            let axis = AxisWeights(count: 1, origin: 0, step: 6, sourceCount: 6)
            var result: Float = 0
            forEachShrunkRow(of: pixels, columns: axis, rows: axis) { _, values in result = values[0] }
            #expect(result == Float(base.isMultiple(of: 2) ? base : base + 1))
        }
    }
}
