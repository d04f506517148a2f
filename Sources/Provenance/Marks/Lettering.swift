// SPDX-License-Identifier: Apache-2.0

import Imaging

/// A mark's text as outlines.
///
/// Units: heights of a capital; the origin at the base line's start, `y` downwards.
struct Lettering {
    /// Closed polygons, inner ones turning the other way round than outer ones.
    let contours: [[SIMD2<Float>]]
    /// The smallest box around the text: its left and top, its right and bottom.
    let low, high: SIMD2<Float>

    /// Sets a text in one line.
    init(_ language: MarkLanguage) {
        let typeface = language.typeface
        let glyphs = typeface.glyphs
        var contours: [[SIMD2<Float>]] = []
        var x: Float = 0
        for character in language.text {
            guard let glyph = glyphs[character] else { preconditionFailure("no outline of \(character)") }
            contours += glyph.contours.map { contour in
                contour.map { SIMD2(x + $0.x, -$0.y) / typeface.capHeight }
            }
            x += glyph.advance
        }
        self.contours = contours
        var (low, high) = (SIMD2<Float>(repeating: .infinity), SIMD2<Float>(repeating: -.infinity))
        for point in contours.joined() {
            low = pointwiseMin(low, point)
            high = pointwiseMax(high, point)
        }
        (self.low, self.high) = (low, high)
    }

    /// Width and height of the box around the text.
    var extent: SIMD2<Float> { high - low }

    /// How much of each pixel the text covers.
    ///
    /// - Parameters:
    ///   - size: The mask's size.
    ///   - origin: Where the box's left and top lie, in pixels; whole numbers are pixels' corners.
    ///   - scale: Pixels to the height of a capital.
    /// - Returns: 0, not at all, to 1, wholly.
    func mask(size: PixelSize, origin: SIMD2<Float>, scale: Float) -> Plane<Float> {
        // One polygon: from an anchor to every contour, around it and back. The way back cancels the way there.
        let anchor = SIMD2<Float>(-1, -1)
        var points = [anchor]
        for contour in contours {
            // Pixel centres are whole numbers to the mask.
            let placed = contour.map { ($0 - low) * scale + origin - 0.5 }
            points += placed + [placed[0], anchor]
        }
        return polygonMask(size: size, points: points)
    }
}
