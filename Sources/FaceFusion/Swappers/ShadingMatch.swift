// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Softens folds, shines and shadows of a toned texture where they are stronger than the target's own.
///
/// The skin of source and target may be lit differently, and a fold that suits one face ages another. Two bands of the
/// skin's light and colour are compared over the whole face; a band that varies more than the target's is reduced to
/// it, within limits. Brows, eyes, nostrils and lips are left alone: their contrast makes the likeness.
///
/// - Parameters:
///   - toned: The texture, L*a*b*, at the analysis size.
///   - target: The target, L*a*b*.
///   - skin: Where both show skin, 0 to 1.
///   - faceWidth: In pixels.
/// - Returns: What is added to L*, a* and b*.
func shadingMatch(
    toned: borrowing ColorPlanes<Float>,
    target: borrowing ColorPlanes<Float>,
    skin: borrowing Plane<Float>,
    faceWidth: Float
) -> ColorPlanes<Float> {
    let applied = skin.gaussianBlurred(sigma: max(0.7, 0.012 * faceWidth))
    return ColorPlanes(
        softening(toned.first, target.first, skin: skin, applied: applied, faceWidth: faceWidth),
        softening(toned.second, target.second, skin: skin, applied: applied, faceWidth: faceWidth),
        softening(toned.third, target.third, skin: skin, applied: applied, faceWidth: faceWidth)
    )
}

/// A band of sizes, in face widths, and how far it may be reduced.
private struct ShadingBand {
    let fine, coarse: Float
    let gainMin: Float

    static let all = [
        ShadingBand(fine: 0.012, coarse: 0.035, gainMin: 0.5),
        ShadingBand(fine: 0.035, coarse: ToneTransfer.reach, gainMin: 0.3),
    ]

    func callAsFunction(
        _ plane: borrowing Plane<Float>,
        skin: borrowing Plane<Float>,
        faceWidth: Float
    ) -> Plane<Float> {
        var difference = plane.localMean(weights: skin, sigma: fine * faceWidth)
        difference.update(with: plane.localMean(weights: skin, sigma: coarse * faceWidth)) { $0 - $1 }
        return difference
    }
}

private func softening(
    _ toned: borrowing Plane<Float>,
    _ target: borrowing Plane<Float>,
    skin: borrowing Plane<Float>,
    applied: borrowing Plane<Float>,
    faceWidth: Float
) -> Plane<Float> {
    var sum = Plane<Float>(size: toned.size, filledWith: 0)
    for band in ShadingBand.all {
        let ours = band(toned, skin: skin, faceWidth: faceWidth)
        let theirs = band(target, skin: skin, faceWidth: faceWidth)
        let own = statistics(of: ours, where: skin).deviation
        let goal = statistics(of: theirs, where: skin).deviation
        let gain = (goal / own).clamped(to: band.gainMin...1)
        sum.update(with: ours) { $0 + (gain - 1) * $1 }
    }
    sum.multiply(by: applied)
    return sum
}
