// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Where the fused face replaces the target, and which texture it shows there; at the analysis size.
struct BlendMask: ~Copyable {
    /// 1 where the fused face shows, 0 where the target stays.
    let mask: Plane<Float>
    /// How far the source shows its own face here, directly or in the filling layer, inside the target's oval and on
    /// its face: where it is less than 1 the difference is filled in from around.
    let known: Plane<Float>
    /// How much of the blended light and colour may spill beyond the mask: onto the target's face, not onto its hair.
    let spill: Plane<Float>
    /// Skin of both, for statistics and the tone.
    let bare: Plane<Float>
    /// The same, less towards the mask's border below the brows: where the tone's colour is measured.
    ///
    /// Skin that turns away there takes on the colour of what is beside it, another one in each photo.
    let inner: Plane<Float>
    /// Skin of both along the inside of the mask's border: where what is left of the tone's difference is measured.
    let border: Plane<Float>
    /// How that difference fades inwards, its light and its colour.
    ///
    /// Below the brows colour fades sooner than light: skin that turns away is grayer, and what the rim lacks must not
    /// be taken from chin and cheeks.
    let borderFade, borderColorFade: Plane<Float>
    /// How much of the main layer shows; the rest is the filling layer.
    let mainShare: Plane<Float>
    /// How well each layer is seen: the weights of its tone.
    let mainSeen, fillingSeen: Plane<Float>
    /// Whether the filling layer shows anywhere.
    let usesFilling: Bool

    /// Finds the masks.
    ///
    /// - Parameters:
    ///   - frame: The target's window.
    ///   - fused: Regions of the fused face.
    ///   - targetRegion: How much each pixel belongs to the target's face.
    ///   - layers: Both layers.
    init(
        frame: FaceFrame,
        fused: FeatureMasks,
        targetRegion: borrowing Plane<Float>,
        layers: borrowing WarpedLayers
    ) {
        let target = FeatureMasks(
            size: frame.size,
            points: frame.points,
            faceWidth: frame.faceWidth,
            topology: fused.topology
        )
        let shares = LayerShares(layers, fused: fused)
        var inside = target.polygon(fused.topology.oval)
        inside.multiply(by: layers.main.coverage)
        let own = targetRegion.stretched()
        spill = Self.spill(inside: inside, own: own, features: target)
        var shown = inside.eroded(radius: target.radius(0.03), shape: .ellipse)
        shown.multiply(by: own.narrowed(by: 0.012, aboveBrows: 0.02, features: target))
        // Where the source shows nothing the target's skin stays, but never its brow or eye beside the source's.
        var allowed = shares.valid.copy()
        allowed.keepMaximum(of: target.doubled())
        shown.multiply(by: allowed)
        known = Self.product(inside, own, shares.valid)
        let eyesAndLips = fused.eyesAndLips()
        var bare = eyesAndLips.copy()
        bare.update(with: shown) { (1 - $0) * $1 }
        bare.multiply(by: shares.valid)
        bare.multiply(by: layers.main.coverage)
        let depth = insideDepth(shown, limit: 0.25 * frame.faceWidth)
        let forehead = target.aboveBrows()
        inner = Self.inner(bare, depth: depth, forehead: forehead)
        self.bare = bare
        var ownSkin = own.narrowed(by: 0.06, features: fused)
        ownSkin.update(with: eyesAndLips) { $0 * (1 - $1) }
        border = Self.border(depth, valid: shares.valid, ownSkin: ownSkin)
        let fade = Self.fade(depth, features: eyesAndLips.gaussianBlurred(sigma: 0.02 * frame.faceWidth))
        borderColorFade = Self.colorFade(fade, forehead: forehead)
        borderFade = fade
        mask = shown
        mainShare = shares.mainShare.copy()
        mainSeen = shares.mainSeen.copy()
        fillingSeen = shares.fillingSeen.copy()
        usesFilling = shares.usesFilling
    }

    private static func spill(
        inside: borrowing Plane<Float>,
        own: borrowing Plane<Float>,
        features: FeatureMasks
    ) -> Plane<Float> {
        var spill = inside.dilated(radius: features.radius(0.06), shape: .ellipse)
            .gaussianBlurred(sigma: 0.03 * features.faceWidth)
        spill.multiply(by: own.gaussianBlurred(sigma: 0.8))
        return spill
    }

    /// Skin within 0.07 of the border, but not the silhouette, whose pixels are mixed with the background.
    private static func border(
        _ depth: borrowing Plane<Float>,
        valid: borrowing Plane<Float>,
        ownSkin: borrowing Plane<Float>
    ) -> Plane<Float> {
        var border = depth.copy()
        border.update { $0 > 0 ? max(0, 1 - $0 * (0.25 / 0.07)) : 0 }
        border.multiply(by: valid)
        border.multiply(by: ownSkin)
        border.update(with: depth) { $1 > 0 ? $0 + 1e-5 : 0 }
        return border
    }

    /// Fades from the border to 0.2 of the face's width inwards, and at eyes and lips.
    private static func fade(_ depth: borrowing Plane<Float>, features: borrowing Plane<Float>) -> Plane<Float> {
        var fade = features.copy()
        fade.update(with: depth) { feature, depth in
            if depth == 0 { return 1 - feature }
            return (depth * 2.5 > 3 ? 0 : power(0.3679, depth * depth * 6.25)) * (1 - feature)
        }
        return fade
    }

    /// The eighth power of a Gaussian is one of 0.35 of its width.
    private static func colorFade(
        _ fade: borrowing Plane<Float>,
        forehead: borrowing Plane<Float>
    ) -> Plane<Float> {
        var color = fade.copy()
        color.update(with: forehead) { fade, above in
            let square = fade * fade
            let fourth = square * square
            let sooner = fourth * fourth
            return sooner + (fade - sooner) * above
        }
        return color
    }

    private static func inner(
        _ bare: borrowing Plane<Float>,
        depth: borrowing Plane<Float>,
        forehead: borrowing Plane<Float>
    ) -> Plane<Float> {
        var inner = depth.copy()
        inner.update(with: forehead) { min(1, max($1, $0 * (0.25 / 0.1))) }
        inner.multiply(by: bare)
        return inner
    }

    private static func product(
        _ a: borrowing Plane<Float>,
        _ b: borrowing Plane<Float>,
        _ c: borrowing Plane<Float>
    ) -> Plane<Float> {
        var product = a.copy()
        product.multiply(by: b)
        product.multiply(by: c)
        return product
    }
}

/// How both layers share the face.
private struct LayerShares: ~Copyable {
    let mainSeen: Plane<Float>
    var fillingSeen: Plane<Float>
    var mainShare: Plane<Float>
    var valid: Plane<Float>
    var usesFilling: Bool

    init(_ layers: borrowing WarpedLayers, fused: FeatureMasks) {
        let sigma = 0.02 * fused.faceWidth
        let mainOwn = layers.main.own(features: fused)
        let fillingOwn = layers.filling.own(features: fused)
        var mainSeen = layers.main.seen.gaussianBlurred(sigma: sigma)
        mainSeen.multiply(by: mainOwn)
        fillingSeen = layers.filling.seen.gaussianBlurred(sigma: sigma)
        fillingSeen.multiply(by: fillingOwn)
        fillingSeen.update(with: mainSeen) { $0 * (1 - $1) }
        mainShare = mainSeen.copy()
        mainShare.update(with: mainOwn) { $0 + 0.05 * $1 + 1e-4 }
        mainShare.update(with: fillingSeen) { $0 / ($0 + $1) }
        valid = layers.filling.seen.copy()
        valid.multiply(by: fillingOwn)
        valid.keepMaximum(of: mainOwn)
        usesFilling = Self.part(of: layers.main.coverage, valid: valid, share: mainShare) > 0.01
        self.mainSeen = mainSeen
        if !usesFilling {
            valid = mainOwn.copy()
            mainShare = Plane(size: fused.size, filledWith: 1)
        }
    }

    /// Which part of the face the filling layer shows in, 0 to 1.
    private static func part(
        of coverage: borrowing Plane<Float>,
        valid: borrowing Plane<Float>,
        share: borrowing Plane<Float>
    ) -> Float {
        let (covered, known, shares) = (coverage.values, valid.values, share.values)
        var (count, filled) = (0, 0)
        for i in 0..<covered.count where covered[i] > 0 && known[i] > 0.3 {
            count += 1
            filled += shares[i] < 0.6 ? 1 : 0
        }
        return count == 0 ? 0 : Float(filled) / Float(count)
    }
}

extension Plane where Element == Float {
    /// 0.3 to 0.7 stretched to 0 to 1.
    fileprivate func stretched() -> Plane<Float> {
        var out = copy()
        out.update { (($0 - 0.3) / 0.4).clamped(to: 0...1) }
        return out
    }

    /// Narrowed by a part of the face's width, with a soft edge.
    fileprivate func narrowed(by part: Float, features: FeatureMasks) -> Plane<Float> {
        eroded(radius: features.radius(part), shape: .ellipse)
            .gaussianBlurred(sigma: max(0.8, 0.01 * features.faceWidth))
    }

    /// Narrowed by one part up to the brows and by another on the forehead: hair ends softly and casts a shadow there.
    fileprivate func narrowed(by part: Float, aboveBrows: Float, features: FeatureMasks) -> Plane<Float> {
        var narrowed = narrowed(by: part, features: features)
        let forehead = features.aboveBrows()
        // Only the rows of the forehead, and what the narrowing of those looks at.
        let rows = forehead.rows { $0 > 0 }
        let reach = features.radius(aboveBrows) + Int(0.13 * features.faceWidth) + 5
        let (low, high) = (max(0, rows.lowerBound - reach), min(size.height, rows.upperBound + reach))
        guard !rows.isEmpty else { return narrowed }
        let strip = PixelRegion(x: 0, y: low, width: size.width, height: high - low)
        // Softer too: what a fringe hides and what it shadows differ by shades; a step between them would be a band.
        let further = cropped(to: strip).narrowed(by: aboveBrows, features: features)
            .gaussianBlurred(sigma: 0.02 * features.faceWidth)
        let (others, above) = (further.values, forehead.values)
        let first = low * size.width
        var values = narrowed.mutableValues
        for i in (rows.lowerBound * size.width)..<(rows.upperBound * size.width) {
            values[i] += (others[i - first] - values[i]) * above[i]
        }
        return narrowed
    }

    /// The rows from the first to the last that holds such a value.
    private func rows(where holds: (Float) -> Bool) -> Range<Int> {
        let (width, values) = (size.width, self.values)
        func has(_ row: Int) -> Bool {
            for i in row * width..<(row + 1) * width where holds(values[i]) { return true }
            return false
        }
        guard let first = (0..<size.height).first(where: has), let last = (0..<size.height).last(where: has) else {
            return 0..<0
        }
        return first..<last + 1
    }
}

extension WarpedLayer {
    /// Where the layer surely shows its own face: hair's soft edge and its shadow are left out, the more so on the
    /// forehead, where a fringe hangs in front of it.
    borrowing func own(features: FeatureMasks) -> Plane<Float> {
        var region = self.region.copy()
        region.update(with: coverage) { $1 > 0 ? $0 : 1 }
        return region.stretched().narrowed(by: 0.03, aboveBrows: 0.06, features: features)
    }
}

/// Both layers, warped.
struct WarpedLayers: ~Copyable {
    let main: WarpedLayer
    let filling: WarpedLayer
}
