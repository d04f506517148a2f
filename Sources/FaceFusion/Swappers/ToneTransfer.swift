// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Gives a texture the target's light and skin colour.
///
/// Works in L*a*b* on slowly varying fields: the local mean of the texture's skin is moved onto the local mean of the
/// target's. What is darker than the local skin is multiplied, so that brows and lashes stay dark; what is brighter is
/// shifted, so that highlights keep their size. Eyeballs keep their hue, so that skin does not tint them.
///
/// The fields are found at the analysis size; ``apply(to:region:of:)`` uses them at any size.
struct ToneTransfer: ~Copyable {
    /// Width of the neighbourhood, in face widths.
    static let reach: Float = 0.1

    /// Local mean lightness of the texture, and what it becomes.
    private let from: Plane<Float>
    private let onto: Plane<Float>
    /// What brightness above the local mean is multiplied by.
    private let shine: Plane<Float>
    /// Local gain of the chroma, and what is added to a* and b*.
    private let chromaGain: Plane<Float>
    private let addedA: Plane<Float>
    private let addedB: Plane<Float>
    /// Where the eyeballs are.
    private let eyes: Plane<Float>
    private let constants: ToneConstants
    /// What softens folds and shines, added last.
    private var shading: ColorPlanes<Float>

    /// Learns the fields.
    ///
    /// - Parameters:
    ///   - layer: The warped texture.
    ///   - seen: How well the camera saw it, 0 to 1.
    ///   - target: What the target looks like.
    ///   - mask: Where both show skin.
    ///   - eyes: Where the eyeballs are.
    init(
        _ layer: borrowing WarpedLayer,
        seen: borrowing Plane<Float>,
        onto target: borrowing TargetTone,
        mask: borrowing BlendMask,
        eyes: borrowing EyeArea
    ) {
        let size = layer.lab.size
        precondition(size == target.local.size, "texture and target of one size")
        let chosen = Self.sample(skin: mask.bare, seen: seen)
        let constants = ToneConstants(texture: layer.lab, target: target, chosen: chosen, whites: layer.whites)
        self.constants = constants
        self.eyes = eyes.eyeballs(in: layer.lab, skinChroma: constants.skinChroma, whites: layer.whites)
        var from = Self.mean(seen: seen, skin: mask.bare, sigma: target.sigma)(layer.lab.first)
        from.update { max($0, 5) }
        var onto = target.local.first.copy()
        onto.update(with: from) { goal, here in here * (goal / here).clamped(to: 0.35...2.6) }
        // On a darker skin shines lose as much as the skin does, or its soft shading turns into gray blotches.
        var shine = onto.copy()
        shine.update(with: from) { goal, here in
            let ratio = goal / here
            return ratio < 1 ? power(ratio, 0.6) : max(0.75, 1 / ratio)
        }
        var gain = onto.copy()
        gain.update(with: from) { ($0 / $1).clamped(to: 0.55...1.15) }
        let color = Self.mean(seen: seen, skin: mask.inner, sigma: target.sigma)
        addedA = Self.added(
            color(layer.lab.second),
            target.local.second,
            gain: gain,
            scale: constants.chromaScale.x,
            shift: constants.chromaShift.x
        )
        addedB = Self.added(
            color(layer.lab.third),
            target.local.third,
            gain: gain,
            scale: constants.chromaScale.y,
            shift: constants.chromaShift.y
        )
        self.from = from
        self.onto = onto
        self.shine = shine
        chromaGain = gain
        // Nothing at first: what is softened is the toned texture.
        shading = ColorPlanes(size: PixelSize(width: 1, height: 1), filledWith: 0)
        var toned = layer.lab.copy()
        recolor(&toned, region: size.bounds, of: size)
        shading = target.shading.softening(toned)
    }

    private static func mean(
        seen: borrowing Plane<Float>,
        skin: borrowing Plane<Float>,
        sigma: Float
    ) -> LocalMean {
        var weights = seen.copy()
        weights.update(with: skin) { $0.clamped(to: 0.02...1) * $1 }
        return LocalMean(weights: weights, sigma: sigma)
    }

    /// Where the statistics are taken: visible skin, or all skin where hardly any was seen.
    private static func sample(skin: borrowing Plane<Float>, seen: borrowing Plane<Float>) -> Plane<Float> {
        var chosen = skin.copy()
        chosen.update(with: seen) { $0 > 0.5 && $1 > 0.4 ? 1 : 0 }
        if chosen.sum() < 50 { chosen = skin.copy() }
        return chosen
    }

    /// What is added to one chroma channel once the texture's own was multiplied by `scale * gain`.
    private static func added(
        _ mean: borrowing Plane<Float>,
        _ goal: borrowing Plane<Float>,
        gain: borrowing Plane<Float>,
        scale: Float,
        shift: Float
    ) -> Plane<Float> {
        var added = mean.copy()
        let (goals, gains) = (goal.values, gain.values)
        let count = added.size.pixelCount
        var values = added.mutableValues
        for i in 0..<count {
            let local = values[i] * scale + shift
            values[i] = shift * gains[i] + local * (1 - gains[i]) + (goals[i] - local)
        }
        return added
    }

    /// Changes a part of a texture.
    ///
    /// - Parameters:
    ///   - lab: A part of the warped texture, L*a*b*; changed in place.
    ///   - region: Where the part lies.
    ///   - full: Width and height of the whole texture.
    borrowing func apply(to lab: inout ColorPlanes<Float>, region: PixelRegion, of full: PixelSize) {
        recolor(&lab, region: region, of: full)
        let enlargement = Enlargement(region, of: full, from: shading.size)
        lab.first.update(with: shading.first.enlarged(enlargement)) { $0 + $1 }
        lab.second.update(with: shading.second.enlarged(enlargement)) { $0 + $1 }
        lab.third.update(with: shading.third.enlarged(enlargement)) { $0 + $1 }
    }

    /// All but the shading.
    private borrowing func recolor(_ lab: inout ColorPlanes<Float>, region: PixelRegion, of full: PixelSize) {
        let enlargement = Enlargement(region, of: full, from: from.size)
        let fields = ToneFields(
            from: from.enlarged(enlargement),
            onto: onto.enlarged(enlargement),
            shine: shine.enlarged(enlargement),
            gain: chromaGain.enlarged(enlargement),
            addedA: addedA.enlarged(enlargement),
            addedB: addedB.enlarged(enlargement),
            eyes: eyes.enlarged(enlargement)
        )
        fields.apply(constants, &lab.first, &lab.second, &lab.third)
    }
}

/// The fields of a tone transfer in one part of the picture.
private struct ToneFields: ~Copyable {
    let from, onto, shine, gain, addedA, addedB, eyes: Plane<Float>

    borrowing func apply(
        _ k: ToneConstants,
        _ lightness: inout Plane<Float>,
        _ greenRed: inout Plane<Float>,
        _ blueYellow: inout Plane<Float>
    ) {
        let (f, o, g, e) = (from.values, onto.values, gain.values, eyes.values)
        let (pa, pb, s) = (addedA.values, addedB.values, shine.values)
        precondition(s.count == pa.count, "fields of one size")
        var l = lightness.mutableValues
        var a = greenRed.mutableValues
        var b = blueYellow.mutableValues
        let count = l.count
        precondition(f.count == count && o.count == count && g.count == count && e.count == count, "fields of one size")
        precondition(
            pa.count == count && pb.count == count && a.count == count && b.count == count,
            "planes of one size"
        )
        for i in 0..<count {
            let (l0, a0, b0) = (l[i], a[i], b[i])
            let ratio = o[i] / f[i]
            let above = o[i] + (l0 - f[i]) * s[i]
            let moved = l0 <= f[i] ? l0 * ratio : above
            let lightness = moved > 88 ? 88 + (moved - 88) * 0.5 : moved
            // Only what is much darker than the skin around, brows and lashes, keeps its own chroma.
            let lit = max(0, min(1, (l0 / f[i] - 0.35) / 0.3))
            let own = (1 - lit) * g[i]
            let scaled = lit * g[i]
            let skinA = a0 * (own + scaled * k.chromaScale.x) + pa[i] * lit
            let skinB = b0 * (own + scaled * k.chromaScale.y) + pb[i] * lit
            let eye = e[i]
            // Of the eyeball only what is about as bright as its white follows the light: the iris keeps its own.
            let white = max(0, min(1, (l0 - 0.75 * k.whiteLightness) * k.whiteSlope))
            let gained = l0 * (1 + k.eyeGain * white * white * (3 - 2 * white))
            l[i] = lightness + (min(gained, max(l0, 92)) - lightness) * eye
            a[i] = skinA + (a0 - skinA) * eye
            b[i] = skinB + (b0 - skinB) * eye
        }
    }
}

/// The target's side of the tone transfer, shared by all textures.
struct TargetTone: ~Copyable {
    /// Local means of L*, a*, b* on the skin.
    let local: ColorPlanes<Float>
    /// Mean and deviation of the skin's L*, a*, b*.
    let lightness, greenRed, blueYellow: (mean: Float, deviation: Float)
    /// In pixels.
    let faceWidth: Float
    /// The whites of the target's eyes.
    let whites: EyeWhites?
    /// How strong folds, shines and shadows are.
    let shading: ShadingMatch

    /// Width of the neighbourhood, in pixels.
    var sigma: Float { ToneTransfer.reach * faceWidth }

    /// Learns the target's skin.
    ///
    /// - Parameters:
    ///   - lab: The target, L*a*b*.
    ///   - mask: Where it and the source show skin.
    ///   - features: Regions of the target's own face.
    init(_ lab: consuming ColorPlanes<Float>, mask: borrowing BlendMask, features: FeatureMasks) {
        faceWidth = features.faceWidth
        let reach = ToneTransfer.reach * features.faceWidth
        let color = LocalMean(weights: mask.inner, sigma: reach)
        whites = EyeWhites(in: lab, points: features.points, topology: features.topology)
        lightness = statistics(of: lab.first, where: mask.bare)
        greenRed = statistics(of: lab.second, where: mask.bare)
        blueYellow = statistics(of: lab.third, where: mask.bare)
        local = ColorPlanes(
            LocalMean(weights: mask.bare, sigma: reach)(lab.first),
            color(lab.second),
            color(lab.third)
        )
        shading = ShadingMatch(target: lab, skin: mask.bare, faceWidth: features.faceWidth)
    }
}

/// What is the same in every pixel of one texture.
private struct ToneConstants {
    /// The texture's chroma is multiplied by this, and `chromaShift` is added: its skin's mean and deviation become the
    /// target's, the deviation within 0.85 to 1.2.
    let chromaScale: SIMD2<Float>
    let chromaShift: SIMD2<Float>
    /// Chroma of the texture's skin.
    let skinChroma: Float
    /// Lightness of the whites of the texture's eyes, one over a quarter of it, and what is added to their gain of 1.
    let whiteLightness, whiteSlope, eyeGain: Float

    init(
        texture: borrowing ColorPlanes<Float>,
        target: borrowing TargetTone,
        chosen: borrowing Plane<Float>,
        whites: EyeWhites?
    ) {
        let (a, b) = (statistics(of: texture.second, where: chosen), statistics(of: texture.third, where: chosen))
        let scaleA = (target.greenRed.deviation / a.deviation).clamped(to: 0.85...1.2)
        let scaleB = (target.blueYellow.deviation / b.deviation).clamped(to: 0.85...1.2)
        chromaScale = SIMD2(scaleA, scaleB)
        chromaShift = SIMD2(target.greenRed.mean - a.mean * scaleA, target.blueYellow.mean - b.mean * scaleB)
        skinChroma = (a.mean * a.mean + b.mean * b.mean).squareRoot()
        // The whites tell the light apart from the colour of the skin, which must neither tint them nor make them glow.
        whiteLightness = whites?.color.x ?? 100
        whiteSlope = 4 / max(whiteLightness, 1)
        if let whites, let other = target.whites, whites.color.x > 1, other.color.x > 1 {
            eyeGain = (other.color.x / whites.color.x).clamped(to: 0.7...1.4).squareRoot() - 1
        } else {
            eyeGain = 0
        }
    }
}
