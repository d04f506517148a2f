// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// All of a fusion that does not need full resolution: masks and tone, at the analysis size.
struct FusionPlan: ~Copyable {
    /// Where the fused face shows.
    let mask: BlendMask
    /// How the main layer is toned.
    let mainTone: ToneTransfer
    /// How the filling layer is toned; `nil` where it does not show.
    let fillingTone: ToneTransfer?
    /// Where the target's own texture stays, laid onto the fused mesh: the open mouth, the eyes if asked for, and
    /// everywhere as much as the fusion degree is below 1. `nil` for nowhere.
    let kept: Plane<Float>?

    /// Makes the plan.
    ///
    /// - Parameters:
    ///   - pixels: The target's window at the analysis size.
    ///   - frame: That window.
    ///   - fused: The fused mesh in its pixels.
    ///   - layers: What is laid onto it.
    ///   - options: How.
    ///   - topology: The mesh.
    init(
        pixels: borrowing PixelBuffer,
        frame: FaceFrame,
        fused: [SIMD3<Float>],
        layers: TextureLayers,
        options: (degree: Float, eyes: EyeOrigin),
        topology: MeshTopology
    ) {
        let lab = pixels.colorPlanes().lab()
        let skin = skinConfidence(pixels, points: frame.points)
        let warped = WarpedLayers(
            main: WarpedLayer(layers.main, frame: frame, fused: fused, topology: topology),
            filling: WarpedLayer(layers.filling, frame: frame, fused: fused, topology: topology)
        )
        mask = BlendMask(frame: frame, fused: fused, targetSkin: skin, layers: warped, topology: topology)
        let features = FeatureMasks(size: frame.size, points: fused, faceWidth: frame.faceWidth, topology: topology)
        var bare = features.eyesAndLips()
        bare.update(with: mask.mask) { (1 - $0) * $1 }
        bare.multiply(by: warped.main.coverage)
        let target = TargetTone(
            target: lab,
            skin: bare,
            faceWidth: frame.faceWidth,
            whites: EyeWhites(in: lab, points: frame.points, topology: topology)
        )
        let eyes = features.eyes(softness: 0.006)
        var mainTone = ToneTransfer(
            texture: warped.main.lab,
            target: target,
            skin: bare,
            seen: mask.mainShare,
            eyes: eyes,
            whites: layers.main.texture.whites
        )
        mainTone.matchShading(of: warped.main.lab, to: lab, skin: bare, faceWidth: frame.faceWidth)
        self.mainTone = consume mainTone
        if mask.usesFilling {
            let seen = warped.filling.seen.gaussianBlurred(sigma: 0.02 * frame.faceWidth)
            var tone = ToneTransfer(
                texture: warped.filling.lab,
                target: target,
                skin: bare,
                seen: seen,
                eyes: eyes,
                whites: layers.filling.texture.whites
            )
            tone.matchShading(of: warped.filling.lab, to: lab, skin: bare, faceWidth: frame.faceWidth)
            fillingTone = consume tone
        } else {
            fillingTone = nil
        }
        kept = Self.kept(features: features, target: frame.points, options: options)
    }

    private static func kept(
        features: FeatureMasks,
        target: [SIMD3<Float>],
        options: (degree: Float, eyes: EyeOrigin)
    ) -> Plane<Float>? {
        let opening =
            target.distance(MeshPoint.upperLipInside, MeshPoint.lowerLipInside)
            / max(target.distance(MeshPoint.mouthCorners.right, MeshPoint.mouthCorners.left), 1e-6)
        let open = opening > 0.06
        guard open || options.eyes == .target || options.degree < 1 else { return nil }
        var kept = Plane<Float>(size: features.size, filledWith: 1 - options.degree)
        if open {
            kept.keepMaximum(
                of: features.polygon(features.topology.innerLips)
                    .gaussianBlurred(sigma: max(0.8, 0.006 * features.faceWidth))
            )
        }
        if options.eyes == .target { kept.keepMaximum(of: features.eyes(softness: 0.01)) }
        return kept
    }
}
