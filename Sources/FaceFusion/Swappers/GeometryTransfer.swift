// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Moves the target's mesh towards the source's proportions and keeps the target's pose and expression.
///
/// The source is laid onto the target by a 3-D similarity of the rigid points; the remaining differences are added with
/// a weight that fades to 0 at the oval, so that the outline of the head stays. Lips and eyes move as rigid groups that
/// only change their width: their opening stays the target's.
struct GeometryTransfer {
    /// How far the features move towards the source's, at the engine's full strength.
    static let fullStrength: Float = 0.7

    let topology: MeshTopology

    /// The fused mesh.
    ///
    /// - Parameters:
    ///   - source: 478 points of the source.
    ///   - target: 478 points of the target.
    ///   - strength: 0 (the target as it is) to 1.
    /// - Returns: 478 points in the target's pixels.
    func callAsFunction(source: [SIMD3<Float>], target: [SIMD3<Float>], strength: Float) -> [SIMD3<Float>] {
        guard strength > 0 else { return target }
        let fit = SimilarityTransform3(
            mapping: MeshPoint.rigid.map { source[$0] },
            onto: MeshPoint.rigid.map { target[$0] }
        )
        let laid = source.map { fit($0) }
        var moves = zip(laid, target).map { $0 - $1 }
        moveGroups(of: &moves, laid: laid, target: target)
        let weights = weights(source: source, target: target)
        return target.indices.map { target[$0] + strength * weights[$0] * moves[$0] }
    }

    private func moveGroups(of moves: inout [SIMD3<Float>], laid: [SIMD3<Float>], target: [SIMD3<Float>]) {
        let (right, left) = (MeshPoint.rightEyeCorners, MeshPoint.leftEyeCorners)
        let axis = target[left.outer].xy - target[right.outer].xy
        let along = axis / max((axis * axis).sum().squareRoot(), 1e-6)
        let groups: [(points: [Int], corners: (Int, Int))] = [
            (topology.lips, (MeshPoint.mouthCorners.right, MeshPoint.mouthCorners.left)),
            (Array(topology.rightEyeRegion.prefix(33)), (right.outer, right.inner)),
            (Array(topology.leftEyeRegion.prefix(33)), (left.outer, left.inner)),
        ]
        for (points, (a, b)) in groups {
            let from = (target[a] + target[b]) / 2
            let to = (laid[a] + laid[b]) / 2
            let width = (laid.distance(a, b) / max(target.distance(a, b), 1e-6)).clamped(to: 0.85...1.15)
            for point in points {
                let offset = target[point] - from
                let widened = (offset.xy * along).sum() * (width - 1) * along
                moves[point] = to + offset + SIMD3(widened, 0) - target[point]
            }
        }
        for (iris, corners) in [(MeshPoint.rightIris, right), (MeshPoint.leftIris, left)] {
            let move = (moves[corners.outer] + moves[corners.inner]) / 2
            for point in iris { moves[point] = move }
        }
    }

    /// 1 inside, 0 at the oval; the lower face stays the target's when one mouth is open and the other is not.
    private func weights(source: [SIMD3<Float>], target: [SIMD3<Float>]) -> [Float] {
        let reach = 0.16 * target.distance(MeshPoint.rightCheekEdge, MeshPoint.leftCheekEdge)
        let jaw = target[MeshPoint.chin].xy - target[MeshPoint.noseTip].xy
        let jawLength = max((jaw * jaw).sum(), 1e-6)
        let jawsDiffer = ((Self.opening(source) - Self.opening(target)).magnitude / 0.25).clamped(to: 0...1)
        let oval = topology.oval.map { target[$0].xy }
        return target.map { point in
            let nearest = oval.map { (point.xy - $0) * (point.xy - $0) }.map { $0.sum() }.min() ?? 0
            let inside = smoothstep(nearest.squareRoot() / max(reach, 1e-6))
            let down = ((point.xy - target[MeshPoint.noseTip].xy) * jaw).sum() / jawLength / 0.35
            return inside * (1 - jawsDiffer * down.clamped(to: 0...1))
        }
    }

    /// How far the mouth is open, as a part of the distance of the outer eye corners.
    private static func opening(_ face: [SIMD3<Float>]) -> Float {
        face.distance(MeshPoint.upperLipInside, MeshPoint.lowerLipInside)
            / max(face.distance(MeshPoint.rightEyeCorners.outer, MeshPoint.leftEyeCorners.outer), 1e-6)
    }
}
