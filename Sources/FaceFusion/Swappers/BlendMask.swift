// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Where the fused face replaces the target, and which texture it shows there; at the analysis size.
struct BlendMask: ~Copyable {
    /// 1 where the fused face shows, 0 where the target stays.
    private(set) var mask: Plane<Float>
    /// Inside of the target's oval: there the fused face is known, beyond it the target is used.
    let inside: Plane<Float>
    /// How much of the main layer shows; the rest is the filling layer.
    private(set) var mainShare: Plane<Float>
    /// Whether the filling layer shows anywhere.
    private(set) var usesFilling: Bool

    /// Finds the masks.
    ///
    /// - Parameters:
    ///   - frame: The target's window.
    ///   - fused: The fused mesh in its pixels.
    ///   - targetSkin: How much the target looks like skin.
    ///   - main: The main layer.
    ///   - filling: The filling layer.
    ///   - topology: The mesh.
    init(
        frame: FaceFrame,
        fused: [SIMD3<Float>],
        targetSkin: borrowing Plane<Float>,
        layers: borrowing WarpedLayers,
        topology: MeshTopology
    ) {
        let faceWidth = frame.faceWidth
        let onTarget = FeatureMasks(size: frame.size, points: frame.points, faceWidth: faceWidth, topology: topology)
        let onFused = FeatureMasks(size: frame.size, points: fused, faceWidth: faceWidth, topology: topology)
        var inside = onTarget.polygon(topology.oval)
        inside.multiply(by: layers.main.coverage)
        mask = inside.eroded(radius: onTarget.radius(0.03), shape: .ellipse)
        self.inside = inside
        mask.multiply(
            by: Self.unhidden(
                source: layers.main.skin,
                target: targetSkin,
                frame: frame,
                fused: fused,
                features: onFused
            )
        )
        mainShare = layers.main.seen.gaussianBlurred(sigma: 0.02 * faceWidth)
        usesFilling = Self.part(of: layers.main.coverage, where: mainShare, isBelow: 0.6) > 0.02
        hideStreaks(layers, features: onFused, fused: fused)
    }

    /// 1 where neither hair of the source nor hair or hands of the target lie over the face.
    private static func unhidden(
        source: borrowing Plane<Float>,
        target: borrowing Plane<Float>,
        frame: FaceFrame,
        fused: [SIMD3<Float>],
        features: FeatureMasks
    ) -> Plane<Float> {
        var clear = source.closedUpwards(points: fused, faceWidth: frame.faceWidth)
        clear.keepMinimum(of: target.closedUpwards(points: frame.points, faceWidth: frame.faceWidth))
        clear.update { (($0 - 0.25) / 0.4).clamped(to: 0...1) }
        var softened = clear.eroded(radius: features.radius(0.015), shape: .ellipse)
            .gaussianBlurred(sigma: 0.015 * frame.faceWidth)
        softened.keepMaximum(of: features.innerFace())
        return softened
    }

    /// Takes the filling layer where hair lies over one eye or brow of the source.
    ///
    /// Eyes and brows are not skin, so the skin around them tells.
    private mutating func hideStreaks(
        _ layers: borrowing WarpedLayers,
        features: FeatureMasks,
        fused: [SIMD3<Float>]
    ) {
        let faceWidth = features.faceWidth
        var bare = features.features()
        bare.update(with: layers.main.coverage) { (1 - $0) * $1 }
        var hidden = layers.main.skin.localMean(weights: bare, sigma: 0.05 * faceWidth)
        hidden.update(with: layers.filling.skin.localMean(weights: bare, sigma: 0.05 * faceWidth)) { main, filling in
            ((0.55 - main) / 0.25).clamped(to: 0...1) * ((filling - 0.6) / 0.25).clamped(to: 0...1)
        }
        hidden.multiply(by: Self.aboveNoseTip(size: features.size, fused: fused))
        let streaks = hidden.dilated(radius: features.radius(0.03), shape: .ellipse)
            .gaussianBlurred(sigma: 0.02 * faceWidth)
        guard Self.part(of: layers.main.coverage, where: streaks, isBelow: 0.5) < 1 - 0.015 else { return }
        mainShare.update(with: streaks) { $0 * (1 - $1) }
        usesFilling = true
    }

    /// 1 above the nose tip, 0 below it.
    private static func aboveNoseTip(size: PixelSize, fused: [SIMD3<Float>]) -> Plane<Float> {
        let nose = fused[MeshPoint.noseTip].xy
        let down = fused[MeshPoint.chin].xy - nose
        let slope = down / max((down * down).sum(), 1e-6) / 0.05
        var plane = Plane<Float>(size: size, filledWith: 0)
        var values = plane.mutableValues
        for y in 0..<size.height {
            for x in 0..<size.width {
                let along = (Float(x) - nose.x) * slope.x + (Float(y) - nose.y) * slope.y
                values[y * size.width + x] = (1 - along).clamped(to: 0...1)
            }
        }
        return plane
    }

    /// Which part of the covered pixels has a value below `limit`, 0 to 1.
    private static func part(
        of coverage: borrowing Plane<Float>,
        where plane: borrowing Plane<Float>,
        isBelow limit: Float
    ) -> Float {
        let (covered, values) = (coverage.values, plane.values)
        var (count, below) = (0, 0)
        for i in 0..<covered.count where covered[i] > 0 {
            count += 1
            below += values[i] < limit ? 1 : 0
        }
        return count == 0 ? 0 : Float(below) / Float(count)
    }
}

/// Both layers, warped.
struct WarpedLayers: ~Copyable {
    let main: WarpedLayer
    let filling: WarpedLayer
}
