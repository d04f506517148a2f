// SPDX-License-Identifier: Apache-2.0

/// The neighbourhood of a minimum or maximum filter.
public enum MorphologyShape: Hashable, Sendable {
    /// A disc: row `dy` reaches `round(sqrt(radius^2 - dy^2))` to both sides.
    case ellipse
    /// A square of side `2 radius + 1`.
    case rectangle
}

extension Plane where Element == Float {
    /// Each value replaced by the least one around it; what is outside the plane does not count.
    ///
    /// Cost: grows with the radius for `.ellipse`, with its logarithm for `.rectangle`.
    ///
    /// - Parameters:
    ///   - radius: In pixels, at least 0.
    ///   - shape: The neighbourhood.
    /// - Returns: A plane of the same size.
    public borrowing func eroded(radius: Int, shape: MorphologyShape) -> Plane<Float> {
        Plane(size: size, values: extremes(values, size: size, radius: radius, shape: shape, of: Least.self))
    }

    /// Each value replaced by the greatest one around it; what is outside the plane does not count.
    ///
    /// - Parameters:
    ///   - radius: In pixels, at least 0.
    ///   - shape: The neighbourhood.
    /// - Returns: A plane of the same size.
    public borrowing func dilated(radius: Int, shape: MorphologyShape) -> Plane<Float> {
        Plane(size: size, values: extremes(values, size: size, radius: radius, shape: shape, of: Greatest.self))
    }

    /// Each value replaced by the least one in a rectangle around it, of which it is pixel (width / 2, height / 2).
    ///
    /// - Parameters:
    ///   - width: In pixels, at least 1.
    ///   - height: In pixels, at least 1.
    /// - Returns: A plane of the same size.
    public borrowing func eroded(width: Int, height: Int) -> Plane<Float> {
        let window = PixelSize(width: width, height: height)
        return Plane(size: size, values: windowExtremes(values, size: size, window: window, of: Least.self))
    }

    /// Each value replaced by the greatest one in a rectangle around it, of which it is pixel (width / 2, height / 2).
    ///
    /// - Parameters:
    ///   - width: In pixels, at least 1.
    ///   - height: In pixels, at least 1.
    /// - Returns: A plane of the same size.
    public borrowing func dilated(width: Int, height: Int) -> Plane<Float> {
        let window = PixelSize(width: width, height: height)
        return Plane(size: size, values: windowExtremes(values, size: size, window: window, of: Greatest.self))
    }
}

extension Plane where Element == UInt8 {
    /// Each value replaced by the least one around it; what is outside the plane does not count.
    ///
    /// - Parameters:
    ///   - radius: In pixels, at least 0.
    ///   - shape: The neighbourhood.
    /// - Returns: A plane of the same size.
    public borrowing func eroded(radius: Int, shape: MorphologyShape) -> Plane<UInt8> {
        Plane(size: size, values: extremes(values, size: size, radius: radius, shape: shape, of: Least.self))
    }

    /// Each value replaced by the greatest one around it; what is outside the plane does not count.
    ///
    /// - Parameters:
    ///   - radius: In pixels, at least 0.
    ///   - shape: The neighbourhood.
    /// - Returns: A plane of the same size.
    public borrowing func dilated(radius: Int, shape: MorphologyShape) -> Plane<UInt8> {
        Plane(size: size, values: extremes(values, size: size, radius: radius, shape: shape, of: Greatest.self))
    }
}
