// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// A text in a corner of a picture that says that an AI made it.
///
/// Capitals are at least a twentieth of the picture's shorter side high, ideographs more (GB 45438-2025, 4.2). The
/// same pixels always give the same mark.
public struct VisibleMark: Hashable, Sendable {
    /// The text's language.
    public var language: MarkLanguage
    /// Where it goes when no face is there.
    public var corner: MarkCorner

    /// Height of a capital as a part of the picture's shorter side.
    public static let relativeHeightMin: Float = 0.05
    /// Below this height, in pixels, letters are hard to read; small pictures get larger ones while there is room.
    static let legibleHeight: Float = 10
    /// Heights of a capital between the text and its plate's edge.
    private static let padding = SIMD2<Float>(0.55, 0.45)
    /// Heights of a capital between the plate and the picture's edge.
    private static let margin: Float = 0.5

    /// A mark, by default in English at the bottom right.
    public init(language: MarkLanguage = .english, corner: MarkCorner = .bottomRight) {
        self.language = language
        self.corner = corner
    }

    /// Where the mark goes in a picture: the preferred corner, or the first of the others that is free.
    ///
    /// Where no corner is free, it covers as little as possible of `fused`, then as little as possible of `others`.
    ///
    /// - Parameters:
    ///   - size: The picture's, upright.
    ///   - fused: What must not be covered where it can be avoided: fused faces.
    ///   - others: What had better not be covered: other faces.
    /// - Returns: The mark's pixels, inside the picture.
    public func place(
        in size: PixelSize,
        avoiding fused: [BoundingBox],
        sparing others: [BoundingBox] = []
    ) -> PixelRegion {
        let box = Lettering(language).extent + 2 * Self.padding
        let side = Float(min(size.width, size.height))
        let fitting = min(Float(size.width) / (box.x + 2 * Self.margin), Float(size.height) / (box.y + 2 * Self.margin))
        let height = max(Self.relativeHeightMin * side, min(Self.legibleHeight, fitting))
        let width = min(size.width, Int((box.x * height).rounded(.up)))
        let rows = min(size.height, Int((box.y * height).rounded(.up)))
        let margin = Int((Self.margin * height).rounded())
        let regions = corner.preference.map { corner in
            PixelRegion(
                x: corner.isLeft ? min(margin, size.width - width) : max(0, size.width - width - margin),
                y: corner.isTop ? min(margin, size.height - rows) : max(0, size.height - rows - margin),
                width: width,
                height: rows
            )
        }
        var best = regions[0]
        for region in regions.dropFirst() {
            let (new, old) = (region.area(sharedWith: fused), best.area(sharedWith: fused))
            let isLess = region.area(sharedWith: others) < best.area(sharedWith: others)
            if new < old || new == old && isLess { best = region }
        }
        return best
    }

    /// The pixels of ``place(in:avoiding:sparing:)`` with the mark in them.
    ///
    /// - Parameter ground: The picture's own pixels there, `.rgb`.
    /// - Returns: As many pixels; those that neither letters nor plate cover are unchanged.
    public func draw(on ground: borrowing PixelBuffer) -> PixelBuffer {
        precondition(ground.layout == .rgb, "a mark is drawn on red, green and blue")
        let size = ground.size
        let lettering = Lettering(language)
        let box = lettering.extent + 2 * Self.padding
        let height = min(Float(size.width) / box.x, Float(size.height) / box.y)
        let origin = (SIMD2(Float(size.width), Float(size.height)) - lettering.extent * height) / 2
        let letters = lettering.mask(size: size, origin: origin, scale: height)
        return paint(ground, letters: letters, plate: Self.plateMask(size: size))
    }

    private func paint(
        _ ground: borrowing PixelBuffer,
        letters: borrowing Plane<Float>,
        plate: borrowing Plane<Float>
    ) -> PixelBuffer {
        guard ground.size.pixelCount > 0 else { return ground.copy() }
        let colors = MarkColors(ground: ground)
        let scale = LinearLight.sRGB
        var result = ground.copy()
        var bytes = result.mutableBytes
        let (letterValues, plateValues) = (letters.values, plate.values)
        for pixel in 0..<ground.size.pixelCount {
            let (opacity, coverage) = (plateValues[pixel] * colors.plateOpacity, letterValues[pixel])
            if opacity == 0 && coverage == 0 { continue }
            for channel in 0..<3 {
                let light = scale.light[Int(bytes[3 * pixel + channel])]
                let under = light + opacity * (colors.plate - light)
                bytes[3 * pixel + channel] = scale.byte(under + coverage * (colors.letters - under))
            }
        }
        return result
    }

    /// A plate as large as the region, its corners round.
    private static func plateMask(size: PixelSize) -> Plane<Float> {
        let (width, height) = (Float(size.width), Float(size.height))
        let radius = min(width, height) / 4
        // Corners, in order, with where the straight edges before and after them end.
        let corners: [(SIMD2<Float>, SIMD2<Float>, SIMD2<Float>)] = [
            ([0, 0], [0, radius], [radius, 0]),
            ([width, 0], [width - radius, 0], [width, radius]),
            ([width, height], [width, height - radius], [width - radius, height]),
            ([0, height], [radius, height], [0, height - radius]),
        ]
        var points: [SIMD2<Float>] = []
        for (corner, before, after) in corners {
            points.append(before)
            GlyphOutline.addCurve(corner, after, to: &points)
        }
        return polygonMask(size: size, points: points.map { $0 - 0.5 })
    }
}

extension PixelRegion {
    /// What lies in a box too, in pixels, counted once for each of the boxes.
    fileprivate func area(sharedWith boxes: [BoundingBox]) -> Float {
        boxes.reduce(0) { sum, box in
            let columns = min(Float(maxX), box.x + box.width) - max(Float(x), box.x)
            let rows = min(Float(maxY), box.y + box.height) - max(Float(y), box.y)
            return sum + max(0, columns) * max(0, rows)
        }
    }
}
