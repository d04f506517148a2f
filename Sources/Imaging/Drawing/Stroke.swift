// SPDX-License-Identifier: Apache-2.0

/// How a line is drawn.
public struct Stroke: Hashable, Sendable {
    /// Red, green and blue.
    public var color: SIMD3<UInt8>
    /// In pixels, above 0.
    public var width: Float
    /// 0 (nothing is seen) to 1 (nothing shines through).
    public var opacity: Float

    /// A stroke of a colour.
    public init(color: SIMD3<UInt8>, width: Float = 1, opacity: Float = 1) {
        precondition(width > 0 && (0...1).contains(opacity), "a stroke of width \(width) and opacity \(opacity)")
        self.color = color
        self.width = width
        self.opacity = opacity
    }
}
