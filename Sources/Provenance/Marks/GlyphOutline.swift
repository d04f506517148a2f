// SPDX-License-Identifier: Apache-2.0

/// The outline of one letter.
///
/// Units: font units, 1,000 to the em; the origin on the base line at the letter's left, `y` upwards.
struct GlyphOutline {
    /// Where the next letter begins.
    let advance: Float
    /// The contours in SVG's path notation: `M`, `L`, `Q` and `Z`, absolute, in whole units.
    let path: String

    /// How far a chord may lie from its curve: in letters 400 pixels high a twentieth of a pixel.
    private static let flatnessMax: Float = 0.1

    /// The contours as closed polygons, inner ones turning the other way round than outer ones.
    var contours: [[SIMD2<Float>]] {
        var contours: [[SIMD2<Float>]] = []
        var words = path.split(whereSeparator: \.isWhitespace)[...]
        while let command = words.popFirst() {
            switch command {
            case "M": contours.append([Self.point(&words)])
            case "L": contours[contours.count - 1].append(Self.point(&words))
            case "Q":
                let control = Self.point(&words)
                Self.addCurve(control, Self.point(&words), to: &contours[contours.count - 1])
            default: precondition(command == "Z", "not a command of an outline: \(command)")
            }
        }
        return contours
    }

    private static func point(_ words: inout ArraySlice<Substring>) -> SIMD2<Float> {
        guard let x = words.popFirst().flatMap({ Float($0) }), let y = words.popFirst().flatMap({ Float($0) }) else {
            preconditionFailure("a point of an outline has two numbers")
        }
        return SIMD2(x, y)
    }

    /// Adds chords of a quadratic Bézier curve that begins at the contour's last point.
    static func addCurve(_ control: SIMD2<Float>, _ end: SIMD2<Float>, to contour: inout [SIMD2<Float>]) {
        let start = contour[contour.count - 1]
        // Of n equal steps each chord is |start - 2 control + end| / (4 n^2) from its curve.
        let bend = start - 2 * control + end
        let distance = (bend * bend).sum().squareRoot() / 4
        let count = max(1, Int((distance / flatnessMax).squareRoot().rounded(.up)))
        for step in 1...count {
            let t = Float(step) / Float(count)
            contour.append((1 - t) * (1 - t) * start + 2 * t * (1 - t) * control + t * t * end)
        }
    }
}
