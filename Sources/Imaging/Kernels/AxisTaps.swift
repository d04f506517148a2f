// SPDX-License-Identifier: Apache-2.0

/// How an image is resized.
public enum ResizeFilter: Hashable, Sendable {
    /// Every output pixel is the mean of the input that it covers.
    case area
    /// From the two nearest input pixels of each axis; no smoothing when shrinking.
    case bilinear
    /// From the four nearest input pixels of each axis, cubic convolution with a = -0.75.
    case cubic
}

/// Which input samples make each output sample along one axis, and with what weights.
///
/// Half-pixel centres. The weights of one output sample sum to 1. First samples may lie up to two before the axis and
/// last ones up to two behind: the rows are padded.
struct AxisTaps {
    /// Room for weights per output sample.
    let tapCount: Int
    /// First input sample of each output sample.
    private(set) var starts: [Int32]
    /// Used weights of each output sample.
    private(set) var counts: [Int32]
    /// `tapCount` per output sample.
    private(set) var weights: [Float]

    init(from input: Int, to output: Int, filter: ResizeFilter) {
        let scale = Double(input) / Double(output)
        tapCount =
            switch filter {
            case .area: Int(scale.rounded(.up)) + 1
            case .bilinear: 2
            case .cubic: 4
            }
        starts = [Int32](repeating: 0, count: output)
        counts = [Int32](repeating: Int32(tapCount), count: output)
        weights = [Float](repeating: 0, count: output * tapCount)
        for i in 0..<output {
            switch filter {
            case .area: setCoverage(i, scale: scale, input: input)
            case .bilinear: setBilinear(i, scale: scale)
            case .cubic: setCubic(i, scale: scale)
            }
        }
    }

    private mutating func setCoverage(_ i: Int, scale: Double, input: Int) {
        let low = Double(i) * scale
        let high = min(Double(i + 1) * scale, Double(input))
        let first = min(Int(low), input - 1)
        let last = min(max(Int(high.rounded(.up)), first + 1), first + tapCount, input)
        var sum = 0.0
        for j in first..<last {
            let covered = max(0, min(Double(j + 1), high) - max(Double(j), low))
            weights[i * tapCount + j - first] = Float(covered)
            sum += covered
        }
        // A last sample that is covered by rounding errors only would cost a tap and change nothing.
        var count = last - first
        while count > 1 && weights[i * tapCount + count - 1] < 1e-6 { count -= 1 }
        for j in 0..<count { weights[i * tapCount + j] /= Float(sum) }
        starts[i] = Int32(first)
        // Where no sample has more than two, all have two, one of them perhaps with no weight: no branch on the count.
        counts[i] = Int32(tapCount == 2 ? 2 : count)
    }

    private mutating func setBilinear(_ i: Int, scale: Double) {
        let position = (Double(i) + 0.5) * scale - 0.5
        let first = position.rounded(.down)
        starts[i] = Int32(first)
        weights[i * 2 + 1] = Float(position - first)
        weights[i * 2] = 1 - weights[i * 2 + 1]
    }

    private mutating func setCubic(_ i: Int, scale: Double) {
        let position = (Double(i) + 0.5) * scale - 0.5
        let first = position.rounded(.down)
        let four = cubicWeights(Float(position - first))
        starts[i] = Int32(first) - 1
        for j in 0..<4 { weights[i * 4 + j] = four[j] }
    }
}
