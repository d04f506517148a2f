// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// How much each pixel near a face looks like that face's skin, 0 to 1.
///
/// A colour model in L*a*b* is learnt on cheeks and nose (median and median absolute deviation); highlights count as
/// skin, texture much rougher than the cheeks' does not.
///
/// - Parameters:
///   - image: The face, `.rgb`, about ``MeshSwapper/analysisFaceWidth`` wide: the constants are in its pixels.
///   - points: The mesh in the image's pixels.
func skinConfidence(_ image: borrowing PixelBuffer, points: [SIMD3<Float>]) -> Plane<Float> {
    let lab = image.gaussianBlurred(sigma: 1).colorPlanes().lab()
    let size = lab.size
    let spots = MeshPoint.bareSkin.map { points[$0].xy }.filter {
        $0.x > 2.5 && $0.y > 2.5 && $0.x < Float(size.width) - 3.5 && $0.y < Float(size.height) - 3.5
    }
    guard !spots.isEmpty else { return Plane(size: size, filledWith: 1) }
    let lightness = ChannelModel(lab.first, around: spots, widening: 1.6, least: 9)
    let greenRed = ChannelModel(lab.second, around: spots, widening: 1.3, least: 4)
    let blueYellow = ChannelModel(lab.third, around: spots, widening: 1.3, least: 5)
    var confidence = roughness(of: lab.first, spots: spots)
    do {
        let (l, a, b) = (lab.first.values, lab.second.values, lab.third.values)
        var out = confidence.mutableValues
        for i in 0..<size.pixelCount {
            let dl = (l[i] - lightness.middle) / lightness.spread
            let brightened = dl > 0 ? dl * 0.6 : dl
            let da = (a[i] - greenRed.middle) / greenRed.spread
            let db = (b[i] - blueYellow.middle) / blueYellow.spread
            let distance = (brightened * brightened + da * da + db * db + out[i] * out[i]).squareRoot()
            out[i] = max(0, distance - 2.2)
        }
    }
    confidence.update { expNegativeHalf($0 * $0) }
    return confidence.dilated(radius: 2, shape: .rectangle).eroded(radius: 2, shape: .rectangle).gaussianBlurred(
        sigma: 2
    )
}

/// Median and widened deviation of one channel on the bare skin.
private struct ChannelModel {
    let middle: Float
    let spread: Float

    init(_ plane: borrowing Plane<Float>, around spots: [SIMD2<Float>], widening: Float, least: Float) {
        var values: [Float] = []
        values.reserveCapacity(spots.count * 25)
        for spot in spots {
            let (x, y) = (Int(spot.x.rounded()), Int(spot.y.rounded()))
            for row in (y - 2)...(y + 2) { for column in (x - 2)...(x + 2) { values.append(plane[column, row]) } }
        }
        let middle = median(values)
        self.middle = middle
        spread = max(median(values.map { ($0 - middle).magnitude }) * 1.48 * widening, least)
    }
}

/// How much rougher than the cheeks the lightness is near each pixel, in standard units; 0 where it is as smooth.
private func roughness(of lightness: borrowing Plane<Float>, spots: [SIMD2<Float>]) -> Plane<Float> {
    var squares = lightness.copy()
    squares.update { $0 * $0 }
    let mean = lightness.gaussianBlurred(sigma: 2.5)
    var rough = squares.gaussianBlurred(sigma: 2.5)
    rough.update(with: mean) { max($0 - $1 * $1, 0).squareRoot() }
    let usual = max(2 * median(spots.map { rough.nearest($0) }), 3)
    rough.update { max(0, $0 / usual - 1) * 2 }
    return rough
}

/// About `exp(-x / 2)` for `x` of 0 or more, as `(1 - x / 256)^128`, which vectorises; within 0.005.
@inline(__always)
private func expNegativeHalf(_ x: Float) -> Float {
    let root = max(0, 1 - x / 256)
    let p2 = root * root
    let p4 = p2 * p2
    let p8 = p4 * p4
    let p16 = p8 * p8
    let p32 = p16 * p16
    let p64 = p32 * p32
    return p64 * p64
}
