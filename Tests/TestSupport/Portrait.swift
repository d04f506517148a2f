// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// A photo with one face, to cut the head out of.
public final class Portrait: Sendable {
    /// The pixels, `.rgb`.
    public let pixels: PixelBuffer
    /// The middle of the face.
    public let center: SIMD2<Float>
    /// The face's width between the cheeks, in pixels.
    public let faceWidth: Float

    /// A photo and where its face is.
    public init(pixels: consuming PixelBuffer, center: SIMD2<Float>, faceWidth: Float) {
        precondition(pixels.layout == .rgb, "a portrait is red, green and blue")
        self.pixels = pixels
        self.center = center
        self.faceWidth = faceWidth
    }

    /// The colour at a place between pixels; the border is repeated outside.
    func color(at point: SIMD2<Float>) -> SIMD4<Float> {
        let size = pixels.size
        let high = SIMD2(Float(size.width - 1), Float(size.height - 1))
        let inside = point.clamped(lowerBound: .zero, upperBound: high)
        let x = min(Int(inside.x), size.width - 2)
        let y = min(Int(inside.y), size.height - 2)
        let part = inside - SIMD2(Float(x), Float(y))
        let upper = color(x, y) + part.x * (color(x + 1, y) - color(x, y))
        let lower = color(x, y + 1) + part.x * (color(x + 1, y + 1) - color(x, y + 1))
        return upper + part.y * (lower - upper)
    }

    private func color(_ x: Int, _ y: Int) -> SIMD4<Float> {
        SIMD4(Float(pixels[x, y, 0]), Float(pixels[x, y, 1]), Float(pixels[x, y, 2]), 0)
    }
}
