// SPDX-License-Identifier: Apache-2.0

/// Mixes two rows of bytes: `(a alpha + b (255 - alpha)) / 255`, rounded to the nearest.
///
/// - Parameters:
///   - a: What shows where `alpha` is 255.
///   - b: What shows where `alpha` is 0.
///   - alpha: One per byte.
///   - out: Receives the mix; all four have one count.
@_lifetime(out: copy out)
public func alphaBlend(
    _ a: Span<UInt8>,
    _ b: Span<UInt8>,
    alpha: Span<UInt8>,
    into out: inout MutableSpan<UInt8>
) {
    let count = out.count
    precondition(a.count == count && b.count == count && alpha.count == count, "rows of one length")
    for i in 0..<count { out[i] = mix(a[i], b[i], alpha[i]) }
}

/// Mixes two rows of RGB pixels with one alpha per pixel; see ``alphaBlend(_:_:alpha:into:)``.
///
/// - Parameters:
///   - a: What shows where `alpha` is 255.
///   - b: What shows where `alpha` is 0.
///   - alpha: One per pixel, a third as many as the other rows have bytes.
///   - out: Receives the mix.
@_lifetime(out: copy out)
public func alphaBlendPixels(
    _ a: Span<UInt8>,
    _ b: Span<UInt8>,
    alpha: Span<UInt8>,
    into out: inout MutableSpan<UInt8>
) {
    let count = alpha.count
    precondition(a.count == 3 * count && b.count == 3 * count && out.count == 3 * count, "rows of one length")
    for i in 0..<count {
        let weight = unsafe alpha[unchecked: i]
        for channel in 0..<3 {
            let place = 3 &* i &+ channel
            unsafe out[unchecked: place] = mix(a[unchecked: place], b[unchecked: place], weight)
        }
    }
}

/// 16 bits suffice: the sum is at most 255 * 255, plus 128, plus its own upper byte stays below 2^16.
@inline(__always)
private func mix(_ a: UInt8, _ b: UInt8, _ alpha: UInt8) -> UInt8 {
    let sum = UInt16(a) &* UInt16(alpha) &+ UInt16(b) &* UInt16(255 &- alpha) &+ 128
    return UInt8(truncatingIfNeeded: (sum &+ (sum &>> 8)) &>> 8)
}
