// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// The colour of one face's skin, learnt on its cheeks and nose.
struct SkinModel {
    /// Medians of L*, a*, b*.
    let middle: SIMD3<Float>
    /// One standard unit of each, widened.
    let spread: SIMD3<Float>
    /// The samples that fit the model.
    let samples: [SIMD3<Float>]

    /// How much nearer brightness above the middle counts: highlights are skin.
    static let highlightWeight: Float = 0.6
    /// The jaw lies in its own shade: how much farther darkness may go there.
    static let jawShade: Float = 0.8

    /// Learns the model; `nil` when no cheek is inside the picture.
    ///
    /// - Parameters:
    ///   - lab: The face, L*a*b*, about ``MeshSwapper/analysisFaceWidth`` wide.
    ///   - points: The mesh in its pixels.
    init?(_ lab: borrowing ColorPlanes<Float>, points: [SIMD3<Float>]) {
        let size = lab.size
        let spots = MeshPoint.bareSkin.map { points[$0].xy }.filter {
            $0.x > 2.5 && $0.y > 2.5 && $0.x < Float(size.width) - 3.5 && $0.y < Float(size.height) - 3.5
        }
        guard !spots.isEmpty else { return nil }
        var all: [SIMD3<Float>] = []
        for spot in spots {
            let (x, y) = (Int(spot.x.rounded()), Int(spot.y.rounded()))
            for row in (y - 2)...(y + 2) {
                for column in (x - 2)...(x + 2) {
                    all.append(SIMD3(lab.first[column, row], lab.second[column, row], lab.third[column, row]))
                }
            }
        }
        var (middle, spread) = (SIMD3<Float>(), SIMD3<Float>())
        for channel in 0..<3 {
            let center = median(all.map { $0[channel] })
            let deviation = median(all.map { ($0[channel] - center).magnitude }) * 1.48
            middle[channel] = center
            spread[channel] = max(deviation * [1.6, 1.3, 1.3][channel], [9, 4, 4][channel])
        }
        self.middle = middle
        self.spread = spread
        samples = all.filter { Self.distance($0 - middle, spread, shade: 0) < 2.2 }
    }

    /// Distance of a colour difference in standard units.
    ///
    /// - Parameters:
    ///   - difference: Colour less middle.
    ///   - spread: One standard unit.
    ///   - shade: 0 to 1 from the nose down to the chin.
    /// - Returns: 0 in the middle, 1 a standard unit away.
    @inline(__always)
    static func distance(_ difference: SIMD3<Float>, _ spread: SIMD3<Float>, shade: Float) -> Float {
        var d = difference / spread
        d.x *= d.x > 0 ? highlightWeight : 1 / (1 + jawShade * shade)
        return (d * d).sum().squareRoot()
    }
}
