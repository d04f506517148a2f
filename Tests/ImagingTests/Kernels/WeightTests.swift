// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Imaging

@Suite(.timeLimit(.minutes(1))) struct `Kernel weights` {
    @Test(arguments: [ResizeFilter.area, .bilinear, .cubic], [1, 2, 3, 7, 8, 9, 16, 17, 100])
    func `of each resized sample sum to one`(filter: ResizeFilter, input: Int) {
        for output in [1, 2, 5, 8, 15, 16, 17, 99, 250] {
            let taps = AxisTaps(from: input, to: output, filter: filter)
            for i in 0..<output {
                let used = taps.weights[i * taps.tapCount..<i * taps.tapCount + Int(taps.counts[i])]
                #expect(abs(used.reduce(0, +) - 1) < 1e-5, "\(input) to \(output), sample \(i)")
                // What the padded rows promise.
                let (first, last) = (Int(taps.starts[i]), Int(taps.starts[i] + taps.counts[i]) - 1)
                #expect(first >= -2 && last <= input + 1, "\(input) to \(output), sample \(i)")
                if filter != .cubic { #expect(used.allSatisfy { $0 >= 0 }) }
            }
        }
    }

    @Test func `of cubic convolution sum to one, are symmetric and show pixels themselves`() {
        for i in 0...64 {
            let fraction = Float(i) / 64
            let (weights, mirrored) = (cubicWeights(fraction), cubicWeights(1 - fraction))
            #expect(abs(weights.sum() - 1) < 1e-6)
            for j in 0..<4 { #expect(abs(weights[j] - mirrored[3 - j]) < 1e-6, "fraction \(fraction), tap \(j)") }
        }
        #expect(cubicWeights(0) == SIMD4(0, 1, 0, 0))
    }

    @Test(arguments: [0.1, 0.5, 1, 3.3, 40, 1000] as [Float]) func `of a Gaussian sum to one and fall`(sigma: Float) {
        for reach in [6, 8] as [Float] {
            let kernel = gaussianKernel(sigma: sigma, reach: reach)
            let sum = Double(kernel[0]) + 2 * kernel.dropFirst().reduce(0) { $0 + Double($1) }
            #expect(abs(sum - 1) < 1e-5)
            #expect(zip(kernel, kernel.dropFirst()).allSatisfy { $0 >= $1 } && kernel.allSatisfy { $0 >= 0 })
        }
    }

    @Test(arguments: borders, 1...9) func `outside, the border's rule is followed step by step`(
        border: BorderMode,
        count: Int
    ) {
        let row = ReferenceImage(size: PixelSize(width: count, height: 1)) { x, _, _ in Double(x) }
        for index in -40...40 {
            let wanted = row.sample(index, 0, 0, border)
            let actual = border.resolve(index, count: count).map { Double($0) } ?? Double(border.constantValue)
            #expect(actual == wanted, "index \(index)")
        }
    }

    @Test func `an exponential agrees with its series' limit`() {
        var value = 1.0
        // e^(-1/8), to the sixteenth decimal place.
        let step = 0.882_496_902_584_595_4
        for i in 0...200 {
            #expect(abs(exponential(-Double(i) / 8) / value - 1) < 1e-12, "\(i)")
            value *= step
        }
        #expect(exponential(-1000) == 0)
    }
}
