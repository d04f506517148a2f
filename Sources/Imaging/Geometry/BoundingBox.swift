// SPDX-License-Identifier: Apache-2.0

/// An upright rectangle around a face.
///
/// Units: pixels of the upright picture, the origin at its top-left corner; parts may lie outside the picture.
public struct BoundingBox: Hashable, Sendable {
    /// Left and top.
    public var x, y: Float
    /// Width and height.
    public var width, height: Float

    /// A box from its left, top, width and height.
    @inlinable
    public init(x: Float, y: Float, width: Float, height: Float) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The middle.
    @inlinable public var center: SIMD2<Float> { SIMD2(x + width / 2, y + height / 2) }

    /// Width times height.
    @inlinable public var area: Float { width * height }

    /// Intersection over union, 0 (apart) to 1 (equal).
    public func overlap(with other: BoundingBox) -> Float {
        let w = max(0, min(x + width, other.x + other.width) - max(x, other.x))
        let h = max(0, min(y + height, other.y + other.height) - max(y, other.y))
        let shared = w * h
        let union = area + other.area - shared
        return union > 0 ? shared / union : 0
    }
}
