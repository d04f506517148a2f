// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// How much each pixel near a face belongs to it, 0 to 1: its skin and features, not hair, background or hands.
///
/// A pixel is the face's when it is nearer to the skin of cheeks and nose than to the colours around the head; brows,
/// eyes, nostrils and mouth, which are no skin, belong to it as far as the skin around them does. What is not connected
/// with the cheeks is dropped, and what lies wholly inside is kept.
///
/// - Parameters:
///   - image: The face with 0.3 of its width around it, `.rgb`, about ``MeshSwapper/analysisFaceWidth`` wide: the
///     constants are in its pixels.
///   - points: The mesh in the image's pixels.
///   - topology: The mesh.
/// - Returns: A plane of the image's size.
func faceRegion(_ image: borrowing PixelBuffer, points: [SIMD3<Float>], topology: MeshTopology) -> Plane<Float> {
    let lab = image.gaussianBlurred(sigma: 0.8).colorPlanes().lab()
    let features = FeatureMasks(size: lab.size, points: points, faceWidth: points.faceWidth, topology: topology)
    var oval = features.polygon(topology.oval)
    oval.update { $0 > 0.5 ? 1 : 0 }
    guard let skin = SkinModel(lab, points: points) else { return oval }
    let likely = likelihood(lab, skin: skin, oval: oval, features: features)
    let whole = withFeatures(likely, oval: oval, features: features)
    return onePiece(whole, oval: oval, points: points).gaussianBlurred(sigma: 0.8)
}

/// The likelihood of each pixel by its colour and its depth inside the oval.
private func likelihood(
    _ lab: borrowing ColorPlanes<Float>,
    skin: SkinModel,
    oval: borrowing Plane<Float>,
    features: FeatureMasks
) -> Plane<Float> {
    let distance = skinDistance(lab, skin: skin, oval: oval, features: features)
    let background = BackgroundModel(
        surroundings(lab, distance: distance, features: features),
        skin: skin
    )
    let depth = insideDepth(oval, limit: 0.2 * features.faceWidth)
    var likelihood = distance
    let (l, a, b, depths) = (lab.first.values, lab.second.values, lab.third.values, depth.values)
    var values = likelihood.mutableValues
    let count = values.count
    precondition(l.count == count && a.count == count && b.count == count && depths.count == count, "one size")
    for i in 0..<count {
        let skinDistance = values[i]
        // Far outside the oval nothing is asked for: it stays 0.
        guard skinDistance < 7.4 else {
            values[i] = 0
            continue
        }
        let other = background.distance(SIMD3(l[i], a[i], b[i]), nothing: background.clusters.isEmpty ? 9 : 99)
        let nearer = (other - skinDistance).clamped(to: -4...4) + 1.5 * depths[i] - 0.3
        let belongs = min((3.4 - skinDistance).clamped(to: -4...4), nearer)
        values[i] = belongs <= -4 ? 0 : logistic(2.5 * belongs)
    }
    return likelihood
}

/// Distance from the skin in standard units, from the whole face's or from the skin near by, as light varies.
private func skinDistance(
    _ lab: borrowing ColorPlanes<Float>,
    skin: SkinModel,
    oval: borrowing Plane<Float>,
    features: FeatureMasks
) -> Plane<Float> {
    let shade = jawShade(features)
    var whole = Plane<Float>(size: lab.size, filledWith: 0)
    var sure = Plane<Float>(size: lab.size, filledWith: 0)
    let count = lab.size.pixelCount
    let (l, a, b, shades, inside) = (
        lab.first.values, lab.second.values, lab.third.values, shade.values, oval.values
    )
    do {
        var distances = whole.mutableValues
        var weights = sure.mutableValues
        for i in 0..<count {
            let d = SkinModel.distance(SIMD3(l[i], a[i], b[i]) - skin.middle, skin.spread, shade: shades[i])
            distances[i] = d
            weights[i] = inside[i] * (d < 2.2 ? 1.0001 : 0.0001)
        }
    }
    let near = NearbySkin(lab, weights: sure, skin: skin, sigma: 0.12 * features.faceWidth)
    var distances = whole.mutableValues
    for i in 0..<count {
        let d = SkinModel.distance(SIMD3(l[i], a[i], b[i]) - near.color(i), skin.spread, shade: shades[i])
        distances[i] = min(distances[i], min(d, 1.3 * distances[i]))
    }
    return whole
}

/// Local means of the pixels that are surely skin; the face's middle where there are none near by.
private struct NearbySkin: ~Copyable {
    private let mean: ColorPlanes<Float>
    private let amount: Plane<Float>
    private let middle: SIMD3<Float>

    init(_ lab: borrowing ColorPlanes<Float>, weights: borrowing Plane<Float>, skin: SkinModel, sigma: Float) {
        let local = LocalMean(weights: weights, sigma: sigma)
        mean = local(lab)
        amount = local.density()
        middle = skin.middle
    }

    @inline(__always)
    func color(_ i: Int) -> SIMD3<Float> {
        amount.values[i] > 0.03 ? SIMD3(mean.first.values[i], mean.second.values[i], mean.third.values[i]) : middle
    }
}

/// 0 down to the nose tip, 1 at the chin.
private func jawShade(_ features: FeatureMasks) -> Plane<Float> {
    let points = features.points
    let down = points[MeshPoint.chin].xy - points[MeshPoint.foreheadTop].xy
    let start = (points[MeshPoint.noseTip].xy * down).sum()
    let length = max(((points[MeshPoint.chin].xy * down).sum() - start) * 0.6, 1e-3)
    return ramp(size: features.size, along: down / length, from: start / length)
}

/// `clamp(position * slope - from)` from 0 to 1 at every pixel.
func ramp(size: PixelSize, along slope: SIMD2<Float>, from start: Float) -> Plane<Float> {
    var plane = Plane<Float>(size: size, filledWith: 0)
    var values = plane.mutableValues
    for y in 0..<size.height {
        let row = Float(y) * slope.y - start
        for x in 0..<size.width { values[y * size.width + x] = max(0, min(1, row + Float(x) * slope.x)) }
    }
    return plane
}

/// Colours around the head: between 1.1 and 1.6 times the oval, above the jaw, and no skin.
private func surroundings(
    _ lab: borrowing ColorPlanes<Float>,
    distance: borrowing Plane<Float>,
    features: FeatureMasks
) -> [SIMD3<Float>] {
    let points = features.points
    let oval = features.topology.oval.map { points[$0].xy }
    let center = oval.reduce(SIMD2<Float>()) { $0 + $1 } / Float(oval.count)
    let outer = polygonMask(size: features.size, points: oval.map { center + ($0 - center) * 1.6 })
    let inner = polygonMask(size: features.size, points: oval.map { center + ($0 - center) * 1.1 })
    let down = points[MeshPoint.chin].xy - points[MeshPoint.foreheadTop].xy
    let mouth = (points[MeshPoint.mouthCorners.right].xy + points[MeshPoint.mouthCorners.left].xy) / 2
    let lowest = ((mouth + points[MeshPoint.chin].xy) / 2 * down).sum()
    var colors: [SIMD3<Float>] = []
    let (out, into, distances) = (outer.values, inner.values, distance.values)
    let (l, a, b) = (lab.first.values, lab.second.values, lab.third.values)
    for y in 0..<features.size.height {
        for x in 0..<features.size.width {
            let i = y * features.size.width + x
            guard out[i] > 0.5, into[i] <= 0.5, distances[i] > 2.5,
                Float(x) * down.x + Float(y) * down.y < lowest
            else { continue }
            colors.append(SIMD3(l[i], a[i], b[i]))
        }
    }
    return colors
}
