// SPDX-License-Identifier: Apache-2.0

/// A 2-by-3 matrix that maps points: `x' = a x + b y + tx`, `y' = c x + d y + ty`.
///
/// Units: pixels; a pixel's centre has whole coordinates, so the top-left pixel covers -0.5 to 0.5.
public struct AffineTransform: Hashable, Sendable {
    /// First row.
    public var a, b, tx: Float
    /// Second row.
    public var c, d, ty: Float

    /// A matrix from its rows.
    @inlinable
    public init(a: Float, b: Float, tx: Float, c: Float, d: Float, ty: Float) {
        self.a = a
        self.b = b
        self.tx = tx
        self.c = c
        self.d = d
        self.ty = ty
    }

    /// Leaves every point where it is.
    public static let identity = AffineTransform(a: 1, b: 0, tx: 0, c: 0, d: 1, ty: 0)

    /// The image of a point.
    @inlinable
    public func callAsFunction(_ point: SIMD2<Float>) -> SIMD2<Float> {
        SIMD2(a * point.x + b * point.y + tx, c * point.x + d * point.y + ty)
    }

    /// First this transform, then `next`.
    public func then(_ next: AffineTransform) -> AffineTransform {
        AffineTransform(
            a: next.a * a + next.b * c,
            b: next.a * b + next.b * d,
            tx: next.a * tx + next.b * ty + next.tx,
            c: next.c * a + next.d * c,
            d: next.c * b + next.d * d,
            ty: next.c * tx + next.d * ty + next.ty
        )
    }

    /// The transform that undoes this one, or `nil` when it flattens the plane.
    public var inverse: AffineTransform? {
        let determinant = a * d - b * c
        guard determinant.magnitude > .leastNormalMagnitude else { return nil }
        let s = 1 / determinant
        return AffineTransform(
            a: d * s,
            b: -b * s,
            tx: (b * ty - d * tx) * s,
            c: -c * s,
            d: a * s,
            ty: (c * tx - a * ty) * s
        )
    }
}
