// SPDX-License-Identifier: Apache-2.0

/// How much of each pixel a polygon covers.
///
/// Exact areas: a pixel at (x, y) is the square from x - 0.5 to x + 0.5. Where the polygon crosses itself the
/// even-odd rule holds; in the pixels that edges share around a crossing, areas of opposite windings cancel.
///
/// - Parameters:
///   - size: The mask's size.
///   - points: The corners in order, pixel centres at whole coordinates; finite, fewer than three cover nothing.
/// - Returns: 0 outside to 1 inside.
public func polygonMask(size: PixelSize, points: [SIMD2<Float>]) -> Plane<Float> {
    // Signed areas to the left of every edge, one value more per row for what lies behind it: summing up along the row
    // gives the coverage.
    let stride = size.width + 2
    var areas = [Float](repeating: 0, count: stride * size.height)
    if points.count >= 3 && size.pixelCount > 0 {
        for i in 0..<points.count {
            let (from, to) = (points[i] + 0.5, points[(i + 1) % points.count] + 0.5)
            precondition(from.x.isFinite && from.y.isFinite, "a corner is not finite: \(points[i])")
            addEdge(from, to, areas: &areas, size: size, stride: stride)
        }
    }
    var mask = Plane<Float>(size: size, filledWith: 0)
    let box = pixels(around: points, size: size)
    let sums = areas.span
    var values = mask.mutableValues
    for y in box.y..<box.maxY {
        var sum: Float = 0
        for x in box.x..<box.maxX {
            sum += sums[y * stride + x]
            values[y * size.width + x] = folded(sum)
        }
    }
    return mask
}

/// The pixels that a polygon may cover: outside nothing has to be summed up.
private func pixels(around points: [SIMD2<Float>], size: PixelSize) -> PixelRegion {
    var (low, high) = (SIMD2<Float>(repeating: .infinity), SIMD2<Float>(repeating: -.infinity))
    for point in points {
        low = pointwiseMin(low, point)
        high = pointwiseMax(high, point)
    }
    func place(_ value: Float, _ limit: Int) -> Int { max(0, min(limit, Int(boundedCoordinate(value)))) }
    let (x, y) = (place(low.x - 1, size.width), place(low.y - 1, size.height))
    let (maxX, maxY) = (place(high.x + 2, size.width), place(high.y + 2, size.height))
    return PixelRegion(x: x, y: y, width: max(0, maxX - x), height: max(0, maxY - y))
}

/// Coverage from a winding area: twice around counts as outside.
private func folded(_ area: Float) -> Float {
    // Sums of rounded areas come back to about 1e-7 behind the polygon: that is nothing.
    let magnitude = area.magnitude < 1e-5 ? 0 : area.magnitude
    let phase = magnitude <= 1 ? magnitude : magnitude - 2 * (magnitude / 2).rounded(.down)
    return phase <= 1 ? phase : 2 - phase
}

/// Adds the signed area between an edge and the mask's right border, row by row.
private func addEdge(
    _ from: SIMD2<Float>,
    _ to: SIMD2<Float>,
    areas: inout [Float],
    size: PixelSize,
    stride: Int
) {
    if from.y == to.y { return }
    let direction: Float = from.y < to.y ? 1 : -1
    let (top, bottom) = from.y < to.y ? (from, to) : (to, from)
    let slope = (bottom.x - top.x) / (bottom.y - top.y)
    let firstRow = max(0, boundedCoordinate(top.y))
    let lastRow = min(Float(size.height), boundedCoordinate(bottom.y))
    guard firstRow < lastRow else { return }
    for y in Int(firstRow)..<Int(lastRow.rounded(.up)) {
        let upper = max(firstRow, Float(y))
        let lower = min(lastRow, Float(y + 1))
        guard upper < lower else { continue }
        let edge = EdgePiece(
            left: top.x + (upper - top.y) * slope,
            right: top.x + (lower - top.y) * slope,
            height: direction * (lower - upper)
        )
        edge.add(to: &areas, row: y * stride, width: size.width)
    }
}

/// The part of an edge inside one row of pixels.
private struct EdgePiece {
    /// Column where it starts and where it ends, `left <= right`.
    let left, right: Float
    /// Signed height, at most 1.
    let height: Float

    init(left: Float, right: Float, height: Float) {
        self.left = min(left, right)
        self.right = max(left, right)
        self.height = height
    }

    func add(to areas: inout [Float], row: Int, width: Int) {
        let limit = Float(width)
        if right <= 0 {
            areas[row] += height
            return
        }
        if left >= limit { return }
        if left < 0 || right > limit {
            addClipped(to: &areas, row: row, width: width)
            return
        }
        let first = min(Int(left), width - 1)
        let last = min(Int(right), width)
        if first == last || right - left < 1e-6 {
            // Inside one column: a trapezoid to the right of the edge.
            let covered = height * (Float(first + 1) - (left + right) / 2)
            areas[row + first] += covered
            areas[row + first + 1] += height - covered
            return
        }
        let perColumn = height / (right - left)
        var previous: Float = 0
        for x in first...last {
            // Area of the pixel's part to the right of the edge, by integrating the edge's height over the column.
            let (a, b) = (max(left, Float(x)), min(right, Float(x + 1)))
            guard b > a || x < last else { break }
            let reached = perColumn * (b - left)
            let entered = perColumn * (a - left)
            let covered = (reached + entered) / 2 * (b - a) + reached * (Float(x + 1) - b)
            areas[row + x] += covered - previous
            previous = covered
        }
        areas[row + last + 1] += height - previous
    }

    /// Splits a piece that leaves the mask to a side.
    private func addClipped(to areas: inout [Float], row: Int, width: Int) {
        let limit = Float(width)
        let perColumn = height / (right - left)
        if left < 0 { areas[row] += perColumn * -left }
        let (from, to) = (max(left, 0), min(right, limit))
        let inner = EdgePiece(left: from, right: to, height: perColumn * (to - from))
        if from < to { inner.add(to: &areas, row: row, width: width) }
    }
}
