// SPDX-License-Identifier: Apache-2.0

/// `(a alpha + b (255 - alpha)) / 255`, rounded to the nearest, by whole numbers.
///
/// No tie can happen: 255 is odd.
public func referenceBlend(_ a: UInt8, _ b: UInt8, _ alpha: UInt8) -> UInt8 {
    let sum = Int(a) * Int(alpha) + Int(b) * (255 - Int(alpha))
    return UInt8((2 * sum + 255) / 510)
}
