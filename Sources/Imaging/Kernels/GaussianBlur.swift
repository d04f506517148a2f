// SPDX-License-Identifier: Apache-2.0

extension PixelBuffer {
    /// The image smoothed by a Gaussian.
    ///
    /// The kernel has `round(6 sigma + 1) | 1` taps; the image is mirrored in its outermost pixels' centres.
    ///
    /// - Parameter sigma: Standard deviation in pixels, above 0.
    /// - Returns: An image of the same size, rounded to the nearest.
    public borrowing func gaussianBlurred(sigma: Float) -> PixelBuffer {
        let kernel = gaussianKernel(sigma: sigma, reach: 6)
        let values = filteredSamples(bytes, size: size, channelCount: layout.channelCount, kernel: kernel)
        return PixelBuffer(size: size, layout: layout, bytes: values)
    }
}

extension Plane where Element == Float {
    /// The plane smoothed by a Gaussian.
    ///
    /// The kernel has `round(8 sigma + 1) | 1` taps; the plane is mirrored in its outermost values' centres.
    ///
    /// - Parameter sigma: Standard deviation in pixels, above 0.
    /// - Returns: A plane of the same size.
    public borrowing func gaussianBlurred(sigma: Float) -> Plane<Float> {
        let kernel = gaussianKernel(sigma: sigma, reach: 8)
        return Plane(size: size, values: filteredSamples(values, size: size, channelCount: 1, kernel: kernel))
    }
}

extension Plane where Element == UInt8 {
    /// The plane smoothed by a Gaussian.
    ///
    /// The kernel has `round(6 sigma + 1) | 1` taps; the plane is mirrored in its outermost values' centres.
    ///
    /// - Parameter sigma: Standard deviation in pixels, above 0.
    /// - Returns: A plane of the same size, rounded to the nearest.
    public borrowing func gaussianBlurred(sigma: Float) -> Plane<UInt8> {
        let kernel = gaussianKernel(sigma: sigma, reach: 6)
        return Plane(size: size, values: filteredSamples(values, size: size, channelCount: 1, kernel: kernel))
    }
}

/// Half of a normalised Gaussian: the centre's weight, then those of the pixels beside it, going out.
///
/// - Parameters:
///   - sigma: Standard deviation in pixels, above 0.
///   - reach: The whole kernel's width in standard deviations.
/// - Returns: At least one weight; centre plus twice the others is 1.
func gaussianKernel(sigma: Float, reach: Float) -> [Float] {
    precondition(sigma > 0 && sigma <= 1000, "a Gaussian's sigma is above 0 and at most 1000, not \(sigma)")
    let radius = (Int((sigma * reach + 1).rounded(.toNearestOrEven)) | 1) / 2
    let factor = -0.5 / (Double(sigma) * Double(sigma))
    let weights = (0...radius).map { exponential(factor * Double($0 * $0)) }
    let sum = weights[0] + 2 * weights.dropFirst().reduce(0, +)
    return weights.map { Float($0 / sum) }
}

/// `e` to the power of `x`, for `x` up to 0; `Imaging` links no mathematics library.
func exponential(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    // Taylor series of a small argument, then squared back: relative error below 1e-13.
    let y = x / 1024
    var term = 1.0
    var sum = 1.0
    for n in 1...12 {
        term *= y / Double(n)
        sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
}
