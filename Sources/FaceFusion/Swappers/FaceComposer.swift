// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Paints the fused face at full detail, a strip of rows at a time, as differences from the target.
///
/// Strips keep the working set in the processor's cache and bound the memory of a large face.
struct FaceComposer {
    /// About how many pixels a strip has.
    static let stripPixelCount = 32 * 1024

    /// The target's window.
    let frame: FaceFrame
    /// The fused mesh in the window's pixels.
    let fused: [SIMD3<Float>]
    let topology: MeshTopology
    let layers: TextureLayers

    /// The part of the window that the mesh reaches.
    var reach: PixelRegion {
        FaceFrame.region(around: fused, margin: 0, in: frame.size)
    }

    /// ``reach`` and the target's own mesh with a margin in face widths: what the blend may change.
    func window(margin: Float) -> PixelRegion {
        let wide = FaceFrame.region(around: fused, margin: margin, in: frame.size)
        let own = FaceFrame.region(around: frame.points, margin: margin, in: frame.size)
        let (x, y) = (min(wide.x, own.x), min(wide.y, own.y))
        return PixelRegion(x: x, y: y, width: max(wide.maxX, own.maxX) - x, height: max(wide.maxY, own.maxY) - y)
    }

    /// `32 * (fused - target)` in red, green and blue; 0 where the mesh does not reach.
    ///
    /// - Parameters:
    ///   - window: The part of the frame that the differences are for; holds ``reach``.
    ///   - plan: Masks and tone.
    ///   - pixels: The target's pixels in the window.
    /// - Returns: A value for every pixel of the window.
    func difference(
        in window: PixelRegion,
        plan: borrowing FusionPlan,
        from pixels: borrowing PixelBuffer
    ) -> ColorPlanes<Int16> {
        var difference = filling(in: window, plan: plan)
        let reach = reach.intersection(window)
        guard !reach.isEmpty else { return difference }
        let rowCount = max(8, Self.stripPixelCount / reach.width)
        layers.main.texture.withLevel(forFaceWidth: frame.faceWidth) { main, mainPoints in
            layers.filling.texture.withLevel(forFaceWidth: frame.faceWidth) { filling, fillingPoints in
                let sources = (
                    layers.main.points.map { mainPoints[$0] }, layers.filling.points.map { fillingPoints[$0] }
                )
                var y = reach.y
                while y < reach.maxY {
                    let strip = PixelRegion(
                        x: reach.x,
                        y: y,
                        width: reach.width,
                        height: min(rowCount, reach.maxY - y)
                    )
                    var painted = paint(main, at: sources.0, tone: plan.mainTone, strip: strip)
                    switch plan.fillingTone {
                    case .some(let tone):
                        let under = paint(filling, at: sources.1, tone: tone, strip: strip)
                        painted.mix(with: under, share: plan.mask.mainShare.enlarged(strip, of: frame.size))
                    case .none: break
                    }
                    finish(painted, strip: strip, window: window, plan: plan, pixels: pixels, into: &difference)
                    y += rowCount
                }
            }
        }
        return difference
    }

    /// One layer of one strip, toned, L*a*b*.
    private func paint(
        _ image: borrowing PixelBuffer,
        at points: [SIMD3<Float>],
        tone: borrowing ToneTransfer,
        strip: PixelRegion
    ) -> ColorPlanes<Float> {
        let magnified = points.faceWidth < 0.9 * frame.faceWidth
        var lab = remap(
            image,
            coordinates(of: points, strip: strip),
            x: 0,
            filter: magnified ? .cubic : .bilinear,
            border: .reflect
        ).lab()
        tone.apply(to: &lab, region: strip, of: frame.size)
        return lab
    }

    /// Where each pixel of a strip comes from: attribute 0 is the column, 1 the row.
    private func coordinates(of points: [SIMD3<Float>], strip: PixelRegion) -> MeshRaster {
        let origin = SIMD2(Float(strip.x), Float(strip.y))
        let mesh = RasterMesh(
            triangles: topology.triangles,
            positions: fused.map { $0.xy - origin },
            depth: fused.map { $0.z }
        )
        return rasterizeMesh(
            size: strip.size,
            mesh: mesh,
            attributes: [points.map { $0.x }, points.map { $0.y }],
            outside: meshOutside
        )
    }

    /// The differences of the analysis, enlarged: what is not known at full detail stays as smooth as they are.
    private func filling(in window: PixelRegion, plan: borrowing FusionPlan) -> ColorPlanes<Int16> {
        let scale = MultibandBlend.unit * (1 - plan.degreeOfTarget)
        let enlargement = Enlargement(window, of: frame.size, from: plan.filling.size)
        return ColorPlanes(
            plan.filling.first.enlargedWords(enlargement, scale: scale),
            plan.filling.second.enlargedWords(enlargement, scale: scale),
            plan.filling.third.enlargedWords(enlargement, scale: scale)
        )
    }

    private func finish(
        _ lab: borrowing ColorPlanes<Float>,
        strip: PixelRegion,
        window: PixelRegion,
        plan: borrowing FusionPlan,
        pixels: borrowing PixelBuffer,
        into difference: inout ColorPlanes<Int16>
    ) {
        let enlargement = Enlargement(strip, of: frame.size, from: plan.edge.size)
        var painted = lab.rgb()
        painted.first.update(with: plan.edge.first.enlarged(enlargement)) { $0 + $1 }
        painted.second.update(with: plan.edge.second.enlarged(enlargement)) { $0 + $1 }
        painted.third.update(with: plan.edge.third.enlarged(enlargement)) { $0 + $1 }
        let origin = SIMD3(Float(window.x), Float(window.y), 0)
        let map = coordinates(of: frame.points.map { $0 - origin }, strip: strip)
        switch plan.kept {
        case .some(let kept):
            let own = remap(pixels, map, x: 0, filter: .bilinear, border: .reflect)
            var share = kept.enlarged(enlargement)
            share.update { 1 - $0 }
            painted.mix(with: own, share: share)
        case .none: break
        }
        var weight = plan.mask.known.enlarged(enlargement)
        weight.update(with: map.coverage()) { $0 * $1 }
        let place = PixelRegion(x: strip.x - window.x, y: strip.y - window.y, width: strip.width, height: strip.height)
        difference.first.add(pixels, channel: 0, from: painted.first, weight: weight, at: place)
        difference.second.add(pixels, channel: 1, from: painted.second, weight: weight, at: place)
        difference.third.add(pixels, channel: 2, from: painted.third, weight: weight, at: place)
    }
}

extension Plane where Element == Int16 {
    /// Moves towards `painted - pixels`, by as much as `weight` says.
    fileprivate mutating func add(
        _ pixels: borrowing PixelBuffer,
        channel: Int,
        from painted: borrowing Plane<Float>,
        weight: borrowing Plane<Float>,
        at place: PixelRegion
    ) {
        precondition(painted.size == place.size && weight.size == place.size, "strips of one size")
        precondition(pixels.size == size && size.bounds.contains(place), "the strip lies in the window")
        let (bytes, values, weights) = (pixels.bytes, painted.values, weight.values)
        precondition(bytes.count == 3 * size.pixelCount && channel < 3, "three bytes a pixel")
        precondition(values.count == place.size.pixelCount && weights.count == values.count, "a value a pixel")
        let width = size.width
        var out = mutableValues
        for y in 0..<place.height {
            let start = (place.y + y) * width + place.x
            let row = y * place.width
            for x in 0..<place.width {
                let (i, o) = (row &+ x, start &+ x)
                // Inside: the strip lies in the window, and there are as many values as pixels.
                let change = unsafe (values[unchecked: i] - Float(bytes[unchecked: o &* 3 &+ channel]))
                let before = unsafe Float(out[unchecked: o])
                let moved = unsafe before + (change * MultibandBlend.unit - before) * weights[unchecked: i]
                // Below 2^15 in magnitude. Adding 1.5 * 2^23 leaves the rounded number in the low bits.
                unsafe out[unchecked: o] = Int16(truncatingIfNeeded: Int32(bitPattern: (moved + 12_582_912).bitPattern))
            }
        }
    }
}
