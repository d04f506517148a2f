// SPDX-License-Identifier: Apache-2.0

/// How the samples along one axis of an image are averaged into fewer.
///
/// Each output sample is the mean of the stretch that it covers, with the parts of a sample at either end weighted by
/// how much of them is covered; the stretch may begin anywhere, so that a window shrinks exactly as the whole image
/// would have. Growing interpolates linearly.
struct AxisWeights {
    /// The first source sample of each output sample.
    private(set) var first: [Int] = []
    /// Source samples that each output sample reads.
    let tapCount: Int
    /// `tapCount` weights for each output sample, one after the other; each group sums to ``divisor``.
    private(set) var weights: [Float] = []
    /// What the weighted sum is divided by.
    ///
    /// 1, but for whole steps the step, as their weights are 1: their sums are exact, and so a mean that lies just
    /// between two bytes is always rounded the same way.
    let divisor: Float

    /// Number of source samples.
    let sourceCount: Int

    /// Number of output samples.
    var count: Int { first.count }

    /// Output sample `i` covers the source from `origin + i * step` to `origin + (i + 1) * step`.
    ///
    /// - Parameters:
    ///   - count: Number of output samples.
    ///   - origin: In source samples; 0 is the left edge of the first one.
    ///   - step: Source samples per output sample.
    ///   - sourceCount: Samples there are; what would lie outside repeats the border.
    init(count: Int, origin: Double, step: Double, sourceCount: Int) {
        precondition(sourceCount > 0 && step > 0, "\(sourceCount) samples, step \(step)")
        let taps = step > 1 ? Int(step.rounded(.up)) + 1 : 2
        tapCount = min(taps, sourceCount)
        self.sourceCount = sourceCount
        divisor = step > 1 && step == step.rounded() ? Float(step) : 1
        first.reserveCapacity(count)
        weights.reserveCapacity(count * tapCount)
        for index in 0..<count {
            let start = origin + Double(index) * step
            if step > 1 {
                appendMean(from: start, to: start + step, sourceCount: sourceCount)
            } else {
                // Linear: the same as the mean over one source sample around the middle.
                let middle = start + step / 2
                appendMean(from: middle - 0.5, to: middle + 0.5, sourceCount: sourceCount)
            }
        }
    }

    private mutating func appendMean(from start: Double, to end: Double, sourceCount: Int) {
        let low = min(max(start, 0), Double(sourceCount) - 1)
        let high = max(min(end, Double(sourceCount)), low + 1e-6)
        let begin = min(Int(low), sourceCount - tapCount)
        first.append(begin)
        let total = (high - low) / Double(divisor)
        for tap in 0..<tapCount {
            let left = max(low, Double(begin + tap))
            let right = min(high, Double(begin + tap + 1))
            weights.append(Float(max(0, right - left) / total))
        }
    }
}
