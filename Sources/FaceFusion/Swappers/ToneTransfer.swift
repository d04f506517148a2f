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
    /// How much of the local difference is taken over.
    static let localStrength: Float = 0.85
    /// Width of the neighbourhood, in face widths.
    static let reach: Float = 0.16

    /// Local mean lightness of the texture, and what it becomes.
    private let from: Plane<Float>
    private let onto: Plane<Float>
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
    ///   - texture: The warped texture, L*a*b*.
    ///   - target: The target, L*a*b*, of the same size.
    ///   - skin: Where both show skin, 0 to 1.
    ///   - seen: How well the camera saw the texture, 0 to 1.
    ///   - eyes: Where the eyeballs are, 0 to 1.
    ///   - whites: The whites of the texture's eyes.
    init(
        texture: borrowing ColorPlanes<Float>,
        target: borrowing TargetTone,
        skin: borrowing Plane<Float>,
        seen: borrowing Plane<Float>,
        eyes: borrowing Plane<Float>,
        whites: EyeWhites?
    ) {
        let size = texture.size
        let chosen = Self.sample(skin: skin, seen: seen)
        let constants = ToneConstants(texture: texture, target: target, chosen: chosen, whites: whites)
        self.constants = constants
        var weights = seen.copy()
        weights.update(with: skin) { $0.clamped(to: 0.02...1) * $1 }
        let sigma = target.sigma
        var from = texture.first.localMean(weights: weights, sigma: sigma)
        from.update { max($0, 5) }
        var onto = target.local.first.copy()
        let strength = Self.localStrength
        onto.update(with: from) { goal, here in here * power((goal / here).clamped(to: 0.35...2.6), strength) }
        var gain = onto.copy()
        gain.update(with: from) { ($0 / $1).clamped(to: 0.55...1.15) }
        addedA = Self.added(
            texture.second.localMean(weights: weights, sigma: sigma),
            target.local.second,
            gain: gain,
            scale: constants.chromaScale.x,
            shift: constants.chromaShift.x
        )
        addedB = Self.added(
            texture.third.localMean(weights: weights, sigma: sigma),
            target.local.third,
            gain: gain,
            scale: constants.chromaScale.y,
            shift: constants.chromaShift.y
        )
        precondition(size == target.local.size, "texture and target of one size")
        self.from = from
        self.onto = onto
        chromaGain = gain
        self.eyes = eyes.copy()
        shading = ColorPlanes(size: size, filledWith: 0)
    }

    /// From now on softens what is stronger than in the target.
    mutating func matchShading(
        of texture: borrowing ColorPlanes<Float>,
        to target: borrowing ColorPlanes<Float>,
        skin: borrowing Plane<Float>,
        faceWidth: Float
    ) {
        var toned = ColorPlanes(texture.first.copy(), texture.second.copy(), texture.third.copy())
        apply(to: &toned, region: toned.size.bounds, of: toned.size)
        shading = shadingMatch(toned: toned, target: target, skin: skin, faceWidth: faceWidth)
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
        let strength = Self.localStrength
        let (goals, gains) = (goal.values, gain.values)
        let count = added.size.pixelCount
        var values = added.mutableValues
        for i in 0..<count {
            let local = values[i] * scale + shift
            values[i] = shift * gains[i] + local * (1 - gains[i]) + (goals[i] - local) * strength
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
        let fields = ToneFields(
            from: from.enlarged(region, of: full),
            onto: onto.enlarged(region, of: full),
            gain: chromaGain.enlarged(region, of: full),
            addedA: addedA.enlarged(region, of: full),
            addedB: addedB.enlarged(region, of: full),
            eyes: eyes.enlarged(region, of: full)
        )
        fields.apply(constants, &lab.first, &lab.second, &lab.third)
        lab.first.update(with: shading.first.enlarged(region, of: full)) { $0 + $1 }
        lab.second.update(with: shading.second.enlarged(region, of: full)) { $0 + $1 }
        lab.third.update(with: shading.third.enlarged(region, of: full)) { $0 + $1 }
    }
}

/// The fields of a tone transfer in one part of the picture.
private struct ToneFields: ~Copyable {
    let from, onto, gain, addedA, addedB, eyes: Plane<Float>

    borrowing func apply(
        _ k: ToneConstants,
        _ lightness: inout Plane<Float>,
        _ greenRed: inout Plane<Float>,
        _ blueYellow: inout Plane<Float>
    ) {
        let (f, o, g, e) = (from.values, onto.values, gain.values, eyes.values)
        let (pa, pb) = (addedA.values, addedB.values)
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
            let above = o[i] + (l0 - f[i]) * max(0.75, min(1.15, 1 / ratio))
            let moved = l0 <= f[i] ? l0 * ratio : above
            let lightness = moved > 88 ? 88 + (moved - 88) * 0.5 : moved
            let lit = max(0, min(1, l0 * k.inverseMeanLightness))
            let own = (1 - lit) * g[i]
            let scaled = lit * g[i]
            let skinA = a0 * (own + scaled * k.chromaScale.x) + pa[i] * lit
            let skinB = b0 * (own + scaled * k.chromaScale.y) + pb[i] * lit
            let eye = e[i]
            l[i] = lightness + (min(l0 * k.eyeGain, 95) - lightness) * eye
            a[i] = skinA + (a0 + k.eyeShift.x - skinA) * eye
            b[i] = skinB + (b0 + k.eyeShift.y - skinB) * eye
        }
    }
}

/// The target's side of the tone transfer, shared by all textures.
struct TargetTone: ~Copyable {
    /// Local means of L*, a*, b* on the skin.
    let local: ColorPlanes<Float>
    /// Mean and deviation of the skin's L*, a*, b*.
    let lightness, greenRed, blueYellow: (mean: Float, deviation: Float)
    /// Width of the neighbourhood, in pixels.
    let sigma: Float
    /// The whites of the target's eyes.
    let whites: EyeWhites?

    /// Learns the target's skin.
    init(target lab: borrowing ColorPlanes<Float>, skin: borrowing Plane<Float>, faceWidth: Float, whites: EyeWhites?) {
        self.whites = whites
        sigma = ToneTransfer.reach * faceWidth
        lightness = statistics(of: lab.first, where: skin)
        greenRed = statistics(of: lab.second, where: skin)
        blueYellow = statistics(of: lab.third, where: skin)
        local = ColorPlanes(
            lab.first.localMean(weights: skin, sigma: sigma),
            lab.second.localMean(weights: skin, sigma: sigma),
            lab.third.localMean(weights: skin, sigma: sigma)
        )
    }
}

/// What is the same in every pixel of one texture.
private struct ToneConstants {
    /// The texture's chroma is multiplied by this, and `chromaShift` is added: its skin's mean and deviation become the
    /// target's, the deviation within 0.85 to 1.2.
    let chromaScale: SIMD2<Float>
    let chromaShift: SIMD2<Float>
    /// One over the mean lightness of the texture's skin.
    let inverseMeanLightness: Float
    /// What the lightness of eyeballs is multiplied by, and what is added to their a* and b*.
    let eyeGain: Float
    let eyeShift: SIMD2<Float>

    init(
        texture: borrowing ColorPlanes<Float>,
        target: borrowing TargetTone,
        chosen: borrowing Plane<Float>,
        whites: EyeWhites?
    ) {
        let lightness = statistics(of: texture.first, where: chosen)
        let (a, b) = (statistics(of: texture.second, where: chosen), statistics(of: texture.third, where: chosen))
        let scaleA = (target.greenRed.deviation / a.deviation).clamped(to: 0.85...1.2)
        let scaleB = (target.blueYellow.deviation / b.deviation).clamped(to: 0.85...1.2)
        chromaScale = SIMD2(scaleA, scaleB)
        chromaShift = SIMD2(target.greenRed.mean - a.mean * scaleA, target.blueYellow.mean - b.mean * scaleB)
        inverseMeanLightness = 1 / max(1, lightness.mean)
        // Eyes follow the light less than skin does. Their whites end between those of both people: skin must not tint
        // them, and they must not glow.
        let light = power((target.lightness.mean / max(1, lightness.mean)).clamped(to: 0.4...2.2), 0.6)
        if let whites, let other = target.whites {
            let (low, high) = (pointwiseMin(whites.color, other.color), pointwiseMax(whites.color, other.color))
            let dimmed = SIMD3(whites.color.x * light, whites.color.y, whites.color.z)
            let goal = pointwiseMax(low, pointwiseMin(high, dimmed))
            eyeGain = (goal.x / max(whites.color.x, 1)).clamped(to: 0.5...1.6)
            eyeShift = SIMD2(goal.y - whites.color.y, goal.z - whites.color.z)
        } else {
            eyeGain = light.clamped(to: 0.7...1.1)
            eyeShift = .zero
        }
    }
}
