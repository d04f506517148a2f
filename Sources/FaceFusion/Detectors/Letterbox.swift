// SPDX-License-Identifier: Apache-2.0

import Imaging

/// How a picture is fitted into a model's square input: shrunk to touch two sides, centred between the other two.
struct Letterbox: Hashable, Sendable {
    /// The side of the square.
    let side: Int
    /// The picture's size inside the square.
    let fitted: PixelSize
    /// The fitted picture's top-left pixel in the square.
    let offset: SIMD2<Int>
    /// Input pixels per picture pixel.
    let scale: Float

    /// Fits a picture of a size into a square.
    init(_ size: PixelSize, side: Int) {
        precondition(size.pixelCount > 0, "an empty picture fits nowhere")
        self.side = side
        scale = Float(side) / Float(max(size.width, size.height))
        fitted = PixelSize(
            width: max(1, Int((Float(size.width) * scale).rounded(.toNearestOrEven))),
            height: max(1, Int((Float(size.height) * scale).rounded(.toNearestOrEven)))
        )
        offset = SIMD2((side - fitted.width) / 2, (side - fitted.height) / 2)
    }

    /// Takes points of the input to points of the picture.
    var toPicture: AffineTransform {
        let step = 1 / scale
        return AffineTransform(
            a: step,
            b: 0,
            tx: -Float(offset.x) * step,
            c: 0,
            d: step,
            ty: -Float(offset.y) * step
        )
    }
}
