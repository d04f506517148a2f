// SPDX-License-Identifier: Apache-2.0

import Imaging

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A square part of a picture, perhaps turned, that a model looks at.
///
/// Units: pixels of the picture.
struct ModelWindow: Hashable, Sendable {
    /// The middle.
    var center: SIMD2<Float>
    /// Width and height.
    var side: Float
    /// By how much the window is turned, in radians; a head leaning by as much stands upright in it.
    var roll: Float

    /// Takes points of an input with `inputSide` pixels a side to points of the picture.
    func toPicture(inputSide: Int) -> AffineTransform {
        let step = side / Float(inputSide)
        let c = cos(roll) * step
        let s = sin(roll) * step
        let half = Float(inputSide) / 2
        return AffineTransform(
            a: c,
            b: -s,
            tx: center.x - (c - s) * half,
            c: s,
            d: c,
            ty: center.y - (s + c) * half
        )
    }

    /// The pixels that the window may touch, with a margin; parts may lie outside the picture.
    func bounds(margin: Float) -> PixelRegion {
        let half = side / 2 * (cos(roll).magnitude + sin(roll).magnitude) + margin
        let low = center - half
        let high = center + half
        return PixelRegion(
            x: Int(low.x.rounded(.down)),
            y: Int(low.y.rounded(.down)),
            width: Int(high.x.rounded(.up)) - Int(low.x.rounded(.down)) + 1,
            height: Int(high.y.rounded(.up)) - Int(low.y.rounded(.down)) + 1
        )
    }
}
