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
    /// `fused - target` of both colours, known pixels and what is filled in from them.
    let filling: ColorPlanes<Float>
    /// What is added to red, green and blue so that no step is left along the border.
    let edge: ColorPlanes<Float>
    /// Where the target's own texture stays, laid onto the fused mesh; `nil` for nowhere.
    ///
    /// The open mouth, the eyes if asked for, and everywhere as much as the fusion degree is below 1.
    let kept: Plane<Float>?
    /// One less the fusion degree.
    let degreeOfTarget: Float

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
        let region = faceRegion(pixels, points: frame.points, topology: topology)
        let warped = WarpedLayers(
            main: WarpedLayer(layers.main, frame: frame, fused: fused, topology: topology),
            filling: WarpedLayer(layers.filling, frame: frame, fused: fused, topology: topology)
        )
        let features = FeatureMasks(size: frame.size, points: fused, faceWidth: frame.faceWidth, topology: topology)
        mask = BlendMask(frame: frame, fused: features, targetRegion: region, layers: warped)
        let own = FeatureMasks(
            size: frame.size,
            points: frame.points,
            faceWidth: frame.faceWidth,
            topology: topology
        )
        let target = TargetTone(lab, mask: mask, features: own)
        let eyes = EyeArea(features)
        mainTone = ToneTransfer(warped.main, seen: mask.mainSeen, onto: target, mask: mask, eyes: eyes)
        if mask.usesFilling {
            fillingTone = ToneTransfer(
                warped.filling,
                seen: mask.fillingSeen,
                onto: target,
                mask: mask,
                eyes: eyes
            )
        } else {
            fillingTone = nil
        }
        let difference = Self.difference(
            warped: warped,
            mask: mask,
            mainTone: mainTone,
            fillingTone: fillingTone,
            pixels: pixels
        )
        let edge = Self.edge(of: difference, mask: mask, faceWidth: frame.faceWidth)
        filling = Self.filled(difference.adding(edge), mask: mask)
        self.edge = edge
        degreeOfTarget = 1 - options.degree
        kept = Self.kept(features: features, target: frame.points, options: options)
    }

    private static func difference(
        warped: borrowing WarpedLayers,
        mask: borrowing BlendMask,
        mainTone: borrowing ToneTransfer,
        fillingTone: borrowing ToneTransfer?,
        pixels: borrowing PixelBuffer
    ) -> ColorPlanes<Float> {
        let size = pixels.size
        var painted = warped.main.lab.copy()
        mainTone.apply(to: &painted, region: size.bounds, of: size)
        switch fillingTone {
        case .some(let tone):
            var under = warped.filling.lab.copy()
            tone.apply(to: &under, region: size.bounds, of: size)
            painted.mix(with: under, share: mask.mainShare)
        case .none: break
        }
        var difference = painted.rgb()
        let target = pixels.colorPlanes()
        difference.first.update(with: target.first) { $0 - $1 }
        difference.second.update(with: target.second) { $0 - $1 }
        difference.third.update(with: target.third) { $0 - $1 }
        return difference
    }

    private static func filled(
        _ difference: consuming ColorPlanes<Float>,
        mask: borrowing BlendMask
    ) -> ColorPlanes<Float> {
        ColorPlanes(
            difference.first.filledIn(known: mask.known),
            difference.second.filledIn(known: mask.known),
            difference.third.filledIn(known: mask.known)
        )
    }

    /// What is left of the difference along the border, fading inwards, with its sign turned.
    private static func edge(
        of difference: borrowing ColorPlanes<Float>,
        mask: borrowing BlendMask,
        faceWidth: Float
    ) -> ColorPlanes<Float> {
        let rest = LocalMean(weights: mask.border, sigma: 0.05 * faceWidth)(difference)
        var light = rest.second.copy()
        light.update(with: rest.first) { 0.587 * $0 + 0.299 * $1 }
        light.update(with: rest.third) { $0 + 0.114 * $1 }
        return ColorPlanes(
            faded(rest.first, light: light, mask: mask),
            faded(rest.second, light: light, mask: mask),
            faded(rest.third, light: light, mask: mask)
        )
    }

    private static func faded(
        _ rest: borrowing Plane<Float>,
        light: borrowing Plane<Float>,
        mask: borrowing BlendMask
    ) -> Plane<Float> {
        var faded = rest.copy()
        let (lights, fades, colorFades) = (light.values, mask.borderFade.values, mask.borderColorFade.values)
        var values = faded.mutableValues
        let count = values.count
        precondition(lights.count == count && fades.count == count && colorFades.count == count, "planes of one size")
        for i in 0..<count { values[i] = -(lights[i] * fades[i] + (values[i] - lights[i]) * colorFades[i]) }
        return faded
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
