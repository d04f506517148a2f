// SPDX-License-Identifier: Apache-2.0

/// Width and height of an image.
///
/// Units: pixels, both at least 0.
public struct PixelSize: Hashable, Sendable {
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// Makes a size; negative sides are a programmer's mistake.
    @inlinable
    public init(width: Int, height: Int) {
        precondition(width >= 0 && height >= 0, "a size has no negative side: \(width) x \(height)")
        self.width = width
        self.height = height
    }

    /// Columns times rows.
    @inlinable public var pixelCount: Int { width * height }

    /// The whole image as a region.
    @inlinable public var bounds: PixelRegion { PixelRegion(x: 0, y: 0, width: width, height: height) }
}
