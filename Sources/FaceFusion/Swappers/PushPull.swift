// SPDX-License-Identifier: Apache-2.0

internal import Imaging

extension Plane where Element == Float {
    /// Fills in what is not known from what is known around it, smoothly.
    ///
    /// Halves the picture again and again, averaging what is known, and takes what is missing from the next coarser
    /// level.
    /// Source: Gortler, Grzeszczuk, Szeliski and Cohen 1996, SIGGRAPH, section 3.4.
    ///
    /// - Parameter known: How far each value is known, 0 to 1.
    /// - Returns: A plane without gaps.
    func filledIn(known: borrowing Plane<Float>) -> Plane<Float> {
        var weighted = copy()
        weighted.multiply(by: known)
        return pulled(weighted, known.copy(), level: 0)
    }
}

private func pulled(
    _ weighted: consuming Plane<Float>,
    _ weights: consuming Plane<Float>,
    level: Int
) -> Plane<Float> {
    let size = weighted.size
    var value = weighted.copy()
    value.update(with: weights) { $0 / max($1, 1e-4) }
    guard level < 7, min(size.width, size.height) >= 4 else { return value }
    let coarse = pulled(weighted.pyramidDown(), weights.pyramidDown(), level: level + 1).pyramidUp(to: size)
    let (around, shares) = (coarse.values, weights.values)
    var values = value.mutableValues
    for i in 0..<values.count { values[i] = around[i] + (values[i] - around[i]) * max(0, min(1, shares[i])) }
    return value
}
