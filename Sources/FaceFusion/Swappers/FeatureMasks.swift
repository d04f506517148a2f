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

    /// Eyes, lips, brows and nostrils with a margin: what the skin model does not know.
    func features() -> Plane<Float> {
        union(
            [
                (topology.leftEye, 0.035), (topology.rightEye, 0.035), (topology.outerLips, 0.03),
                (MeshPoint.leftBrow, 0.02), (MeshPoint.rightBrow, 0.02), (MeshPoint.nostrils, 0.03),
            ],
            hulls: true
        )
    }

    /// Both eyeballs, slightly softened.
    func eyes(softness: Float) -> Plane<Float> {
        var mask = polygon(topology.leftEye)
        mask.keepMaximum(of: polygon(topology.rightEye))
        return mask.gaussianBlurred(sigma: max(0.7, softness * faceWidth))
    }

    /// Brows, eyes, nose and mouth: never taken for hair.
    func innerFace() -> Plane<Float> {
        hull(MeshPoint.browTops + MeshPoint.innerFaceBelowBrows)
            .dilated(radius: radius(0.05), shape: .ellipse).gaussianBlurred(sigma: 0.02 * faceWidth)
    }

    private func union(_ parts: [(points: [Int], margin: Float)], hulls: Bool) -> Plane<Float> {
        var mask = Plane<Float>(size: size, filledWith: 0)
        for part in parts {
            let shape = hulls ? hull(part.points) : polygon(part.points)
            mask.keepMaximum(of: shape.dilated(radius: radius(part.margin), shape: .ellipse))
        }
        return mask
    }
}
