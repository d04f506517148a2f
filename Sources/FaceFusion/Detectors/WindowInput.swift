// SPDX-License-Identifier: Apache-2.0

import Imaging

/// Picture pixels per pixel of the shrunk picture when a model's input pixel covers one.
///
/// A window that shows more than 2 picture pixels per input pixel is sampled from a picture that was averaged until
/// 1.5 are left: bilinear sampling alone would skip pixels.
private let stepAfterShrinking: Float = 1.5

/// What a model sees of a window.
///
/// Shape: [1, side, side, 3], float32, RGB.
///
/// - Parameters:
///   - window: Which part of the picture; what lies outside is 0.
///   - inputSide: The side of the model's input.
///   - range: Which numbers the pixels become.
///   - canvas: The picture.
/// - Returns: The input's numbers.
/// - Throws: What reading the canvas throws.
func windowInput(
    _ window: ModelWindow,
    inputSide: Int,
    range: TensorRange,
    of canvas: inout some FusionCanvas & ~Copyable
) throws -> [Float] {
    let step = window.side / Float(inputSide)
    let shrink = step > 2 ? step / stepAfterShrinking : 1
    let region = window.bounds(margin: 2 * shrink + 2)
    guard !region.intersection(canvas.size.bounds).isEmpty else {
        return [Float](repeating: 0, count: inputSide * inputSide * 3)
    }
    let patch = try PicturePatch(region, reduction: .strongest(forStep: step, leaving: 3), of: &canvas)
    let grid = ShrunkGrid(patch, picture: canvas.size, shrink: Double(shrink))
    return grid.input(sampledBy: window.toPicture(inputSide: inputSide), inputSide: inputSide, range: range)
}

/// The cells of a shrunk picture that a patch covers.
///
/// The grid begins at the picture's corner, not at the patch's, so that a window shows the same pixels whatever patch
/// they were read from: the mesh model moves points by a pixel when the grid moves by half a cell.
struct ShrunkGrid {
    /// Red, green, blue and 1, 0 to 255; a frame of zeros one cell wide lies around the cells.
    private var cells: [SIMD4<Float>]
    private let columnCount: Int
    private let rowCount: Int
    /// Number of the first column and row, counted from the picture's corner.
    private let first: SIMD2<Int>
    /// Cells per picture pixel.
    private let scale: Float

    /// Averages a patch.
    init(_ patch: borrowing PicturePatch, picture: PixelSize, shrink: Double) {
        let x = Self.cells(from: patch.region.x, to: patch.region.maxX, of: picture.width, shrink: shrink)
        let y = Self.cells(from: patch.region.y, to: patch.region.maxY, of: picture.height, shrink: shrink)
        let reduction = Double(patch.reduction.rawValue)
        let columns = AxisWeights(
            count: x.count,
            origin: (Double(x.lowerBound) * shrink - Double(patch.region.x)) / reduction,
            step: shrink / reduction,
            sourceCount: patch.pixels.size.width
        )
        let rows = AxisWeights(
            count: y.count,
            origin: (Double(y.lowerBound) * shrink - Double(patch.region.y)) / reduction,
            step: shrink / reduction,
            sourceCount: patch.pixels.size.height
        )
        let width = x.count + 2
        var filled = [SIMD4<Float>](repeating: .zero, count: width * (y.count + 2))
        forEachShrunkRow(of: patch.pixels, columns: columns, rows: rows) { row, values in
            var target = filled.mutableSpan
            let start = (row + 1) * width + 1
            for column in 0..<(values.count / 3) {
                let value = column &* 3
                target[start &+ column] = SIMD4(values[value], values[value &+ 1], values[value &+ 2], 1)
            }
        }
        cells = filled
        columnCount = x.count
        rowCount = y.count
        first = SIMD2(x.lowerBound, y.lowerBound)
        scale = Float(1 / shrink)
    }

    /// The cells that lie in a stretch of one axis, with those that are cut only at the picture's end.
    private static func cells(from low: Int, to high: Int, of length: Int, shrink: Double) -> Range<Int> {
        let all = max(1, Int((Double(length) / shrink).rounded(.toNearestOrEven)))
        let begin = low == 0 ? 0 : Int((Double(low) / shrink).rounded(.up))
        let end = high >= length ? all : Int((Double(high) / shrink).rounded(.down))
        return min(begin, all - 1)..<max(min(end, all), min(begin, all - 1) + 1)
    }

    /// Samples the cells bilinearly.
    ///
    /// - Parameters:
    ///   - toPicture: Takes input pixels to picture pixels.
    ///   - inputSide: The side of the model's input.
    ///   - range: Which numbers the pixels become.
    /// - Returns: The input's numbers.
    func input(sampledBy toPicture: AffineTransform, inputSide: Int, range: TensorRange) -> [Float] {
        var input = [Float](repeating: 0, count: inputSide * inputSide * 3)
        var output = input.mutableSpan
        let source = cells.span
        let width = columnCount + 2
        let limit = SIMD2(Float(columnCount), Float(rowCount))
        // Whole numbers are cell centres here as in the picture, although a cell's centre lies (shrink - 1) / 2 pixels
        // further: the models' landmarks are that much off towards the other side, so this keeps more of the truth.
        let stepX = SIMD2(toPicture.a, toPicture.c) * scale
        let stepY = SIMD2(toPicture.b, toPicture.d) * scale
        let origin = SIMD2(toPicture.tx, toPicture.ty) * scale - SIMD2(Float(first.x), Float(first.y))
        let factor = SIMD4<Float>(range.scale, range.scale, range.scale, range.bias)
        for row in 0..<inputSide {
            let start = origin + Float(row) * stepY
            for column in 0..<inputSide {
                let point = start + Float(column) * stepX
                // Beyond the frame everything is 0, as on its outer edge.
                let inside = point.clamped(lowerBound: SIMD2(-1, -1), upperBound: limit)
                let base = inside.rounded(.down)
                let part = inside - base
                let left = min(Int(base.x) &+ 1, columnCount)
                let top = min(Int(base.y) &+ 1, rowCount)
                let fraction = SIMD2(part.x + (base.x - Float(left - 1)), part.y + (base.y - Float(top - 1)))
                let index = top &* width &+ left
                let upper = source[index] + fraction.x * (source[index &+ 1] - source[index])
                let lower = source[index &+ width] + fraction.x * (source[index &+ width &+ 1] - source[index &+ width])
                let value = (upper + fraction.y * (lower - upper)) * factor
                let place = (row &* inputSide &+ column) &* 3
                output[place] = value.x + value.w
                output[place &+ 1] = value.y + value.w
                output[place &+ 2] = value.z + value.w
            }
        }
        return input
    }
}
