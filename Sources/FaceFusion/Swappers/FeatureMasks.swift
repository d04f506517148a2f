// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Regions of a face as masks in the pixels of one frame.
struct FeatureMasks {
    let size: PixelSize
    let points: [SIMD3<Float>]
    let faceWidth: Float
    let topology: MeshTopology

    /// Length of a part of the face's width in whole pixels, at least one.
    func radius(_ part: Float) -> Int { max(1, Int(part * faceWidth)) }

    /// The inside of a ring of mesh points, antialiased.
    func polygon(_ ring: [Int]) -> Plane<Float> {
        polygonMask(size: size, points: ring.map { points[$0].xy })
    }

    /// The hull of mesh points.
    func hull(_ indices: [Int]) -> Plane<Float> {
        polygonMask(size: size, points: convexHull(indices.map { points[$0].xy }))
    }

    /// Eyes and lips with a margin: what skin statistics leave out.
    func eyesAndLips() -> Plane<Float> {
        union([(topology.leftEye, 0.05), (topology.rightEye, 0.05), (topology.outerLips, 0.03)], hulls: false)
    }

    /// Eyes, lips, brows and nostrils with a margin: what is the face's but not skin.
    func ownFeatures() -> Plane<Float> {
        union(
            [
                (topology.leftEye, 0.04), (topology.rightEye, 0.04), (topology.outerLips, 0.03),
                (MeshPoint.leftBrow, 0.025), (MeshPoint.rightBrow, 0.025), (MeshPoint.nostrils, 0.03),
            ],
            hulls: true
        )
    }

    /// Eyes, lips and brows with a margin, softened: beside its own the target never shows the source's too.
    func doubled() -> Plane<Float> {
        union(
            [
                (topology.leftEye, 0.03), (topology.rightEye, 0.03), (topology.outerLips, 0.03),
                (MeshPoint.leftBrow, 0.03), (MeshPoint.rightBrow, 0.03),
            ],
            hulls: true
        ).gaussianBlurred(sigma: max(0.7, 0.01 * faceWidth))
    }

    /// 0 up to the brows, 1 a little above.
    func aboveBrows() -> Plane<Float> {
        let up = points[MeshPoint.foreheadTop].xy - points[MeshPoint.chin].xy
        let direction = up / max((up * up).sum().squareRoot(), 1e-6)
        let brows = MeshPoint.browTops.map { (points[$0].xy * direction).sum() }.max() ?? 0
        let scale = 1 / (0.04 * faceWidth)
        return ramp(size: size, along: direction * scale, from: brows * scale + 0.5)
    }

    /// Both eyeballs, slightly softened.
    func eyes(softness: Float) -> Plane<Float> {
        var mask = polygon(topology.leftEye)
        mask.keepMaximum(of: polygon(topology.rightEye))
        return mask.gaussianBlurred(sigma: max(0.7, softness * faceWidth))
    }

    private func union(_ parts: [(points: [Int], margin: Float)], hulls: Bool) -> Plane<Float> {
        var mask = Plane<Float>(size: size, filledWith: 0)
        for part in parts {
            let corners = part.points.map { points[$0].xy }
            let reach = radius(part.margin)
            // Only the pixels around the shape are worked on.
            let margin = SIMD2(repeating: Float(reach + 2))
            let box = PixelRegion(around: corners.map { $0 - margin } + corners.map { $0 + margin }, in: size)
            guard !box.isEmpty else { continue }
            let origin = SIMD2(Float(box.x), Float(box.y))
            let shape = polygonMask(size: box.size, points: (hulls ? convexHull(corners) : corners).map { $0 - origin })
            mask.keepMaximum(of: shape.dilated(radius: reach, shape: .ellipse), at: box)
        }
        return mask
    }
}
