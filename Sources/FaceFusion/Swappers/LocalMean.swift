// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Means near each pixel, weighted by a plane and by a Gaussian; for several planes with the same weights.
///
/// Computed at a reduced size when the Gaussian is wide. Where no weight is near, a mean falls towards 0.
struct LocalMean: ~Copyable {
    private let weights: Plane<Float>
    private let amount: Plane<Float>
    private let small: PixelSize
    private let reducedSigma: Float

    /// Standard deviation of the Gaussian, in pixels, that is left when a plane is reduced.
    private static let reducedSigmaMin: Float = 2.5

    /// Prepares means.
    ///
    /// - Parameters:
    ///   - weights: How much each pixel counts, 0 or more.
    ///   - sigma: Standard deviation of the Gaussian, in pixels.
    init(weights: borrowing Plane<Float>, sigma: Float) {
        let factor = max(1, Int(sigma / Self.reducedSigmaMin))
        let size = weights.size
        small = PixelSize(width: max(1, size.width / factor), height: max(1, size.height / factor))
        reducedSigma = sigma / Float(factor)
        amount = Self.blurred(weights, to: small, sigma: reducedSigma)
        self.weights = weights.copy()
    }

    /// The weighted mean of a plane.
    func callAsFunction(_ plane: borrowing Plane<Float>) -> Plane<Float> {
        var weighted = plane.copy()
        weighted.multiply(by: weights)
        var mean = Self.blurred(weighted, to: small, sigma: reducedSigma)
        mean.update(with: amount) { $0 / max($1, 1e-3) }
        return small == plane.size ? mean : mean.resized(to: plane.size, filter: .bilinear)
    }

    /// The weighted means of three planes.
    func callAsFunction(_ planes: borrowing ColorPlanes<Float>) -> ColorPlanes<Float> {
        ColorPlanes(self(planes.first), self(planes.second), self(planes.third))
    }

    /// How much weight is near each pixel.
    func density() -> Plane<Float> {
        small == weights.size ? amount.copy() : amount.resized(to: weights.size, filter: .bilinear)
    }

    private static func blurred(_ plane: borrowing Plane<Float>, to small: PixelSize, sigma: Float) -> Plane<Float> {
        if small == plane.size { return plane.gaussianBlurred(sigma: sigma) }
        return plane.resized(to: small, filter: .area).gaussianBlurred(sigma: sigma)
    }
}
