// SPDX-License-Identifier: Apache-2.0

/// A rectangle of whole pixels; the origin is the top-left corner, `y` grows downwards.
public struct PixelRegion: Hashable, Sendable {
    /// First column.
    public var x: Int
    /// First row.
    public var y: Int
    /// Columns, at least 0.
    public var width: Int
    /// Rows, at least 0.
    public var height: Int

    /// Makes a region; negative sides are a programmer's mistake.
    @inlinable
    public init(x: Int, y: Int, width: Int, height: Int) {
        precondition(width >= 0 && height >= 0, "a region has no negative side: \(width) x \(height)")
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// First column to the right of the region.
    @inlinable public var maxX: Int { x + width }

    /// First row below the region.
    @inlinable public var maxY: Int { y + height }

    /// Width and height.
    @inlinable public var size: PixelSize { PixelSize(width: width, height: height) }

    /// Whether the region holds no pixel.
    @inlinable public var isEmpty: Bool { width == 0 || height == 0 }

    /// The part inside `other`; empty when they do not meet.
    @inlinable
    public func intersection(_ other: PixelRegion) -> PixelRegion {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return PixelRegion(
            x: left,
            y: top,
            width: max(0, min(maxX, other.maxX) - left),
            height: max(0, min(maxY, other.maxY) - top)
        )
    }

    /// Whether every pixel of `other` is in this region.
    @inlinable
    public func contains(_ other: PixelRegion) -> Bool {
        other.isEmpty || (other.x >= x && other.y >= y && other.maxX <= maxX && other.maxY <= maxY)
    }
}
