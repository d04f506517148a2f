// SPDX-License-Identifier: Apache-2.0

/// What lies outside an image.
public enum BorderMode: Hashable, Sendable {
    /// One value in every channel.
    case constant(UInt8)
    /// The nearest pixel: `aaa|abcd|ddd`.
    case replicate
    /// A mirror on the edge: `cba|abcd|dcb`.
    case reflect
    /// A mirror in the centre of the outermost pixel: `dcb|abcd|cba`.
    case reflect101

    /// The index inside `0..<count` that stands for `index`, or `nil` for the constant.
    @inline(__always)
    func resolve(_ index: Int, count: Int) -> Int? {
        if index >= 0 && index < count { return index }
        switch self {
        case .constant: return nil
        case .replicate: return min(max(index, 0), count - 1)
        case .reflect:
            let period = 2 * count
            let phase = ((index % period) + period) % period
            return phase < count ? phase : period - 1 - phase
        case .reflect101: return mirrored(index, count: count)
        }
    }

    /// The constant, 0 in the other modes.
    var constantValue: Float {
        if case .constant(let value) = self { Float(value) } else { 0 }
    }
}

/// The index that stands for `index` when the image is mirrored in the centres of its outermost pixels.
@inline(__always)
func mirrored(_ index: Int, count: Int) -> Int {
    if index >= 0 && index < count { return index }
    guard count > 1 else { return 0 }
    let period = 2 * (count - 1)
    let phase = ((index % period) + period) % period
    return phase < count ? phase : period - phase
}

/// How pixels between pixels are computed.
public enum SampleFilter: Hashable, Sendable {
    /// From the 2 by 2 neighbours.
    case bilinear
    /// From the 4 by 4 neighbours: cubic convolution with a = -0.75.
    case cubic
}

/// The four weights of cubic convolution (a = -0.75) for a sample `fraction` of a pixel after the second tap.
@inline(__always)
func cubicWeights(_ fraction: Float) -> SIMD4<Float> {
    let a: Float = -0.75
    let t = fraction
    let u = 1 - t
    let far = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a
    let near = ((a + 2) * t - (a + 3)) * t * t + 1
    let next = ((a + 2) * u - (a + 3)) * u * u + 1
    return SIMD4(far, near, next, 1 - far - near - next)
}

/// A coordinate that can be turned into an integer: NaN and what is far outside end far outside.
@inline(__always)
func boundedCoordinate(_ value: Float) -> Float {
    value >= -1e6 ? (value <= 1e6 ? value : 1e6) : -1e6
}
