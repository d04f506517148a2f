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
            precondition(values.count == (width - 2) * 3)
            for column in 0..<(width - 2) {
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
        // Whole numbers are cell centres here as in the picture, although a cell's centre lies (shrink - 1) / 2 pixels
        // further: the models' landmarks are that much off towards the other side, so this keeps more of the truth.
        let stepX = SIMD2(toPicture.a, toPicture.c) * scale
        let stepY = SIMD2(toPicture.b, toPicture.d) * scale
        let origin = SIMD2(toPicture.tx, toPicture.ty) * scale - SIMD2(Float(first.x), Float(first.y))
        let factor = SIMD4<Float>(range.scale, range.scale, range.scale, range.bias)
        // One number more than the input, so that the last pixel can be written as four.
        var input = [Float](repeating: 0, count: inputSide * inputSide * 3 + 1)
        var output = input.mutableSpan
        for row in 0..<inputSide {
            let start = origin + Float(row) * stepY
            sampleRow(from: start, step: stepX, count: inputSide, factor: factor, at: row * inputSide * 3, of: &output)
        }
        input.removeLast()
        return input
    }

    /// Samples `count` cells on a line and writes them as three numbers each, from `place` on.
    private func sampleRow(
        from start: SIMD2<Float>,
        step: SIMD2<Float>,
        count: Int,
        factor: SIMD4<Float>,
        at place: Int,
        of output: inout MutableSpan<Float>
    ) {
        let source = cells.span
        let width = columnCount + 2
        // Beyond the frame everything is 0, as on its outer edge.
        let limit = SIMD2(Float(columnCount), Float(rowCount))
        precondition(source.count == width * (rowCount + 2) && output.count > place + count * 3)
        var raw = unsafe output.mutableBytes
        for column in 0..<count {
            let point = (start + Float(column) * step).clamped(lowerBound: SIMD2(-1, -1), upperBound: limit) + 1
            let left = min(Int(point.x), columnCount)
            let top = min(Int(point.y), rowCount)
            let x = point.x - Float(left)
            let y = point.y - Float(top)
            let index = top &* width &+ left
            // Inside: left <= columnCount and top <= rowCount, one less than the framed cells' last column and row.
            let (upperLeft, upperRight) = unsafe (source[unchecked: index], source[unchecked: index &+ 1])
            let below = index &+ width
            let (lowerLeft, lowerRight) = unsafe (source[unchecked: below], source[unchecked: below &+ 1])
            let upper = upperLeft.addingProduct(SIMD4(repeating: x), upperRight - upperLeft)
            let lower = lowerLeft.addingProduct(SIMD4(repeating: x), lowerRight - lowerLeft)
            let exact = upper.addingProduct(SIMD4(repeating: y), lower - upper)
            // Rounded as an 8-bit warp would be: what the reference implementation's model sees.
            var value = exact.rounded(.toNearestOrEven)
            value.w = exact.w
            value *= factor
            // Inside: the output is longer than `place + count * 3`; the fourth number is overwritten by the next
            // pixel.
            unsafe raw.storeBytes(
                of: value + value.w,
                toUncheckedByteOffset: (place &+ column &* 3) &* MemoryLayout<Float>.stride,
                as: SIMD4<Float>.self
            )
        }
    }
}
