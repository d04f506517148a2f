// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Comparable {
    /// This value, or the nearest end of the range.
    @inline(__always)
    func clamped(to range: ClosedRange<Self>) -> Self { max(range.lowerBound, min(range.upperBound, self)) }
}

/// 0 below 0, 1 above 1, `3 x^2 - 2 x^3` between.
@inline(__always)
func smoothstep(_ x: Float) -> Float {
    let t = x.clamped(to: 0...1)
    return t * t * (3 - 2 * t)
}

/// The middle value; of an even count the mean of both middle ones, 0 of none.
func median(_ values: [Float]) -> Float {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

/// `base` to the power of `exponent`.
func power(_ base: Float, _ exponent: Float) -> Float { powf(base, exponent) }

/// `1 / (1 + exp(-x))`.
@inline(__always)
func logistic(_ x: Float) -> Float { 1 / (1 + expf(-x)) }
