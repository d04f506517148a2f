// SPDX-License-Identifier: Apache-2.0

extension PixelBuffer {
    /// Draws an anti-aliased line with round ends; what lies outside the image is left out.
    ///
    /// A pixel is covered as far as the line reaches into it, measured by the distance of its centre. Points that are
    /// not finite draw nothing.
    ///
    /// Layout: `.rgb` or `.rgba`; alpha stays as it is. Units: pixels, whole coordinates are pixel centres.
    public mutating func drawLine(from start: SIMD2<Float>, to end: SIMD2<Float>, _ stroke: Stroke) {
        precondition(layout != .gray, "lines have a colour")
        guard start.x.isFinite, start.y.isFinite, end.x.isFinite, end.y.isFinite else { return }
        let reach = stroke.width / 2 + 0.5
        let delta = end - start
        // Walk along the longer axis, so that every pixel near the line is met exactly once.
        let steep = delta.y.magnitude > delta.x.magnitude
        let (along, across) = steep ? (delta.y, delta.x) : (delta.x, delta.y)
        let slope = along == 0 ? 0 : across / along
        let spread = reach * (1 + slope * slope).squareRoot()
        let first = steep ? start.y : start.x
        let base = steep ? start.x : start.y
        let last = first + along
        let (majorCount, minorCount) = steep ? (size.height, size.width) : (size.width, size.height)
        for major in Self.pixels(from: min(first, last) - reach, to: max(first, last) + reach, count: majorCount) {
            // Beyond its ends the line goes on only as its round cap.
            let position = min(max(Float(major), min(first, last)), max(first, last))
            let center = base + (position - first) * slope
            for minor in Self.pixels(from: center - spread, to: center + spread, count: minorCount) {
                let (x, y) = steep ? (minor, major) : (major, minor)
                let distance = Self.distance(from: SIMD2(Float(x), Float(y)), to: start, delta)
                cover(x: x, y: y, by: min(1, reach - distance), stroke)
            }
        }
    }

    /// Draws a filled disc; what lies outside the image is left out.
    ///
    /// Layout and units: as ``drawLine(from:to:_:)``; the stroke's width is the disc's diameter.
    public mutating func drawDot(at center: SIMD2<Float>, _ stroke: Stroke) {
        drawLine(from: center, to: center, stroke)
    }

    /// Draws the outline of a rectangle; what lies outside the image is left out.
    ///
    /// Layout and units: as ``drawLine(from:to:_:)``.
    public mutating func drawOutline(of box: BoundingBox, _ stroke: Stroke) {
        let corners = [
            SIMD2(box.x, box.y), SIMD2(box.x + box.width, box.y), SIMD2(box.x + box.width, box.y + box.height),
            SIMD2(box.x, box.y + box.height),
        ]
        for (index, corner) in corners.enumerated() { drawLine(from: corner, to: corners[(index + 1) % 4], stroke) }
    }

    /// Whole coordinates between two others, inside the image.
    private static func pixels(from low: Float, to high: Float, count: Int) -> Range<Int> {
        let end = Float(count)
        let first = Int(min(max(low.rounded(.up), 0), end))
        let last = Int(min(max(high.rounded(.down) + 1, 0), end))
        return first..<max(first, last)
    }

    private static func distance(from point: SIMD2<Float>, to start: SIMD2<Float>, _ delta: SIMD2<Float>) -> Float {
        let offset = point - start
        let lengthSquared = (delta * delta).sum()
        let place = lengthSquared > 0 ? min(1, max(0, (offset * delta).sum() / lengthSquared)) : 0
        let gap = offset - delta * place
        return (gap * gap).sum().squareRoot()
    }

    private mutating func cover(x: Int, y: Int, by coverage: Float, _ stroke: Stroke) {
        guard coverage > 0 else { return }
        let weight = coverage * stroke.opacity
        for channel in 0..<3 {
            let old = Float(self[x, y, channel])
            self[x, y, channel] = UInt8((old + (Float(stroke.color[channel]) - old) * weight).rounded())
        }
    }
}
