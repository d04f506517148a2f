// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// The embedded engine: a dense-mesh warp with tone transfer and multiband blending, without a generative model.
struct MeshSwapper: Sendable {
    /// Width of the face at which masks and tone are found, in pixels; smaller faces are analysed as they are.
    static let analysisFaceWidth: Float = 128
    /// Greatest width of a face up to which its detail is kept, in pixels.
    static let detailFaceWidthMax: Float = 2048
    /// What is looked at around the mesh, in face widths.
    static let margin: Float = 0.3
    /// How far the blend reaches beyond the mesh, in face widths.
    static let blendMargin: Float = 0.16

    let topology: MeshTopology

    /// Fuses one person's face onto one face of a picture.
    ///
    /// - Parameters:
    ///   - photos: The person.
    ///   - target: The face that is replaced.
    ///   - canvas: The picture.
    ///   - options: Degree, 0 to 1, and whose eyes.
    ///   - timings: Gets the time of each stage.
    /// - Throws: `FusionError` with `internal` when what came out is no face; what the canvas throws.
    func fuse(
        _ photos: [SourceTexture],
        onto target: Face,
        in canvas: inout some FusionCanvas & ~Copyable,
        options: (degree: Float, eyes: EyeOrigin),
        timings: inout StageTimings
    ) throws {
        let layers = TextureLayers(photos: photos, target: target.landmarks, topology: topology)
        let mesh = GeometryTransfer(topology: topology)(
            source: layers.main.texture.points,
            target: target.landmarks,
            strength: GeometryTransfer.fullStrength * options.degree
        )
        try ResultCheck.check(mesh: mesh)
        timings.mark("geometry")
        let region = FaceFrame.region(around: target.landmarks, margin: Self.margin, in: canvas.size)
        guard !region.isEmpty else { return }
        let original = try canvas.pixels(in: region, reduction: .full)
        timings.mark("read")
        let width = target.landmarks.faceWidth
        let coarse = FaceFrame(
            region: region,
            scale: min(1, Self.analysisFaceWidth / width),
            landmarks: target.landmarks
        )
        let plan = FusionPlan(
            pixels: original.resizedIfNeeded(to: coarse.size),
            frame: coarse,
            fused: coarse.map(mesh),
            layers: layers,
            options: options,
            topology: topology
        )
        try ResultCheck.check(plan: plan)
        timings.mark("masks")
        let fine = FaceFrame(
            region: region,
            scale: min(1, Self.detailFaceWidthMax / width),
            landmarks: target.landmarks
        )
        try compose(
            plan,
            fine: fine,
            mesh: mesh,
            layers: layers,
            original: original,
            canvas: &canvas,
            timings: &timings
        )
    }

    private func compose(
        _ plan: borrowing FusionPlan,
        fine: FaceFrame,
        mesh: [SIMD3<Float>],
        layers: TextureLayers,
        original: borrowing PixelBuffer,
        canvas: inout some FusionCanvas & ~Copyable,
        timings: inout StageTimings
    ) throws {
        let composer = FaceComposer(frame: fine, fused: fine.map(mesh), topology: topology, layers: layers)
        let window = composer.window(margin: Self.blendMargin)
        let shown = fine.size == fine.region.size
        let pixels =
            shown ? original.cropped(to: window) : original.resized(to: fine.size, filter: .area).cropped(to: window)
        let difference = composer.difference(in: window, plan: plan, from: pixels)
        timings.mark("swap")
        let blended = blend(difference, plan: plan, fine: fine, window: window)
        if shown {
            let place = PixelRegion(
                x: fine.region.x + window.x,
                y: fine.region.y + window.y,
                width: window.width,
                height: window.height
            )
            let result = pixels.adding(blended)
            if plan.degreeOfTarget < 1 { try ResultCheck.check(result, original: pixels) }
            timings.mark("blend")
            try canvas.replace(place, original: pixels, with: result)
        } else {
            let result = original.adding(blended, enlargedFrom: window, of: fine.size)
            if plan.degreeOfTarget < 1 { try ResultCheck.check(result, original: original) }
            timings.mark("blend")
            try canvas.replace(fine.region, original: original, with: result)
        }
        timings.mark("write")
    }

    private func blend(
        _ difference: consuming ColorPlanes<Int16>,
        plan: borrowing FusionPlan,
        fine: FaceFrame,
        window: PixelRegion
    ) -> ColorPlanes<Int16> {
        let blend = MultibandBlend(faceWidth: fine.faceWidth)
        let enlargement = Enlargement(window, of: fine.size, from: plan.mask.mask.size)
        let mask = MaskPyramid(
            plan.mask.mask.enlargedWords(enlargement, scale: MultibandBlend.maskUnit),
            levelCount: blend.levelCount
        )
        let spill = plan.mask.spill.enlargedWords(enlargement, scale: MultibandBlend.maskUnit)
        return difference.map { plane in
            var blended = blend(plane, mask: mask)
            blended.multiply(by: spill)
            return blended
        }
    }
}
