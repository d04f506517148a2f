// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Softens folds, shines and shadows of a toned texture where they are stronger than the target's own.
///
/// The skin of source and target may be lit differently, and a fold that suits one face ages another. Two bands of the
/// skin's light and colour are compared over the whole face; a band that varies more than the target's is reduced to
/// it, within limits. Brows, eyes, nostrils and lips are left alone: their contrast makes the likeness.
struct ShadingMatch: ~Copyable {
    /// A band of sizes, in face widths, and how far it may be reduced.
    private struct Band {
        let fine, coarse: Float
        let gainMin: Float
    }

    private static let bands = [
        Band(fine: 0.012, coarse: 0.035, gainMin: 0.5),
        Band(fine: 0.035, coarse: 0.16, gainMin: 0.3),
    ]

    private let skin: Plane<Float>
    /// Where the softening is applied, 0 to 1.
    private let applied: Plane<Float>
    private let faceWidth: Float
    /// Deviation of L*, a* and b* of the target's skin in each band.
    private var goals: [SIMD3<Float>] = []

    /// Learns how strong the target's bands are.
    ///
    /// - Parameters:
    ///   - target: The target, L*a*b*, at the analysis size; half of it is enough here.
    ///   - skin: Where both show skin, 0 to 1.
    ///   - faceWidth: In pixels.
    init(target: borrowing ColorPlanes<Float>, skin: borrowing Plane<Float>, faceWidth: Float) {
        let half = Self.half(skin.size)
        self.skin = skin.resized(to: half, filter: .area)
        self.faceWidth = faceWidth / 2
        applied = self.skin.gaussianBlurred(sigma: max(0.7, 0.012 * self.faceWidth))
        let small = Self.shrunk(target)
        for band in Self.bands {
            let planes = split(small, band)
            goals.append(deviations(planes))
        }
    }

    /// What is added to L*, a* and b* of a toned texture, at half the analysis size.
    borrowing func softening(_ toned: borrowing ColorPlanes<Float>) -> ColorPlanes<Float> {
        let small = Self.shrunk(toned)
        var sum = ColorPlanes<Float>(size: small.size, filledWith: 0)
        for (band, goal) in zip(Self.bands, goals) {
            let planes = split(small, band)
            let gain = pointwiseMin(
                SIMD3(repeating: 1),
                pointwiseMax(SIMD3(repeating: band.gainMin), goal / deviations(planes))
            )
            sum.first.update(with: planes.first) { $0 + (gain.x - 1) * $1 }
            sum.second.update(with: planes.second) { $0 + (gain.y - 1) * $1 }
            sum.third.update(with: planes.third) { $0 + (gain.z - 1) * $1 }
        }
        sum.first.multiply(by: applied)
        sum.second.multiply(by: applied)
        sum.third.multiply(by: applied)
        return sum
    }

    private func split(_ planes: borrowing ColorPlanes<Float>, _ band: Band) -> ColorPlanes<Float> {
        var fine = LocalMean(weights: skin, sigma: max(0.6, band.fine * faceWidth))(planes)
        let coarse = LocalMean(weights: skin, sigma: band.coarse * faceWidth)(planes)
        fine.first.update(with: coarse.first) { $0 - $1 }
        fine.second.update(with: coarse.second) { $0 - $1 }
        fine.third.update(with: coarse.third) { $0 - $1 }
        return fine
    }

    private func deviations(_ planes: borrowing ColorPlanes<Float>) -> SIMD3<Float> {
        SIMD3(
            statistics(of: planes.first, where: skin).deviation,
            statistics(of: planes.second, where: skin).deviation,
            statistics(of: planes.third, where: skin).deviation
        )
    }

    private static func half(_ size: PixelSize) -> PixelSize {
        PixelSize(width: max(1, size.width / 2), height: max(1, size.height / 2))
    }

    private static func shrunk(_ planes: borrowing ColorPlanes<Float>) -> ColorPlanes<Float> {
        let size = half(planes.size)
        return ColorPlanes(
            planes.first.resized(to: size, filter: .area),
            planes.second.resized(to: size, filter: .area),
            planes.third.resized(to: size, filter: .area)
        )
    }
}
