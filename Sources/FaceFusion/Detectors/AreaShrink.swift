// SPDX-License-Identifier: Apache-2.0

import Imaging

/// Which byte values a model's input numbers stand for.
enum TensorRange: Sendable {
    /// 0 to 1; what lies outside the picture is 0.
    case zeroToOne
    /// -1 to 1; what lies outside the picture is 0, a middle grey.
    case minusOneToOne

    /// The factor on a byte value.
    var scale: Float { self == .zeroToOne ? 1 / 255 : 1 / 127.5 }
    /// What is added to a pixel of the picture.
    var bias: Float { self == .zeroToOne ? 0 : -1 }
}

/// Averages the pixels of an image, row by row.
///
/// `visit` gets the number of an output row and its pixels as bytes rounded to whole numbers, `rgb` interleaved: what
/// an 8-bit image would hold.
func forEachShrunkRow(
    of pixels: borrowing PixelBuffer,
    columns: AxisWeights,
    rows: AxisWeights,
    visit: (_ row: Int, _ values: Span<Float>) -> Void
) {
    let rowCount = pixels.rowByteCount
    let bytes = pixels.bytes
    // One number more than the row, so that the last pixel can be read as four numbers.
    var sum = [Float](repeating: 0, count: rowCount + 1)
    var output = [Float](repeating: 0, count: columns.count * 3)
    for row in 0..<rows.count {
        var sumSpan = sum.mutableSpan
        for tap in 0..<rows.tapCount {
            let weight = rows.weights[row * rows.tapCount + tap]
            if tap > 0 && weight == 0 { continue }
            let start = (rows.first[row] + tap) * rowCount
            let line = bytes.extracting(start..<(start + rowCount))
            accumulate(line, weight: weight, replacing: tap == 0, into: &sumSpan)
        }
        var outputSpan = output.mutableSpan
        shrinkRow(sum.span, columns: columns, factor: 1 / (columns.divisor * rows.divisor), into: &outputSpan)
        visit(row, output.span)
    }
}

private func accumulate(_ row: Span<UInt8>, weight: Float, replacing: Bool, into sum: inout MutableSpan<Float>) {
    let count = row.count
    precondition(sum.count >= count)
    if replacing {
        for index in 0..<count { sum[index] = weight * Float(row[index]) }
    } else {
        for index in 0..<count { sum[index] += weight * Float(row[index]) }
    }
}

private func shrinkRow(
    _ row: Span<Float>,
    columns: AxisWeights,
    factor: Float,
    into output: inout MutableSpan<Float>
) {
    let taps = columns.tapCount
    let first = columns.first.span
    let weights = columns.weights.span
    precondition(output.count == first.count * 3 && weights.count == first.count * taps)
    precondition(row.count > columns.sourceCount * 3, "the last pixel is read as four numbers")
    let numbers = unsafe row.bytes
    for column in 0..<first.count {
        var sum = SIMD4<Float>()
        var source = first[column] &* 3
        var weightIndex = column &* taps
        for _ in 0..<taps {
            // Inside: `AxisWeights` never points beyond its source, and the row is one number longer.
            let pixel = unsafe numbers.unsafeLoadUnaligned(
                fromUncheckedByteOffset: source &* MemoryLayout<Float>.stride,
                as: SIMD4<Float>.self
            )
            sum.addProduct(SIMD4(repeating: weights[weightIndex]), pixel)
            source &+= 3
            weightIndex &+= 1
        }
        let rounded = (sum * factor).rounded(.toNearestOrEven)
        output[column &* 3] = rounded.x
        output[column &* 3 &+ 1] = rounded.y
        output[column &* 3 &+ 2] = rounded.z
    }
}

/// A part of an image fitted into a model's square input.
///
/// Shape: [1, side, side, 3], float32, RGB.
///
/// - Parameters:
///   - part: Which pixels; must lie inside the image.
///   - pixels: The image, `.rgb`.
///   - letterbox: Made for the size that `part` shows.
///   - range: Which numbers the pixels become.
/// - Returns: The input's numbers.
func letterboxedInput(
    _ part: PixelRegion,
    of pixels: borrowing PixelBuffer,
    letterbox: Letterbox,
    range: TensorRange
) -> [Float] {
    let side = letterbox.side
    var input = [Float](repeating: 0, count: side * side * 3)
    let columns = AxisWeights(
        count: letterbox.fitted.width,
        origin: Double(part.x),
        step: Double(part.width) / Double(letterbox.fitted.width),
        sourceCount: pixels.size.width
    )
    let rows = AxisWeights(
        count: letterbox.fitted.height,
        origin: Double(part.y),
        step: Double(part.height) / Double(letterbox.fitted.height),
        sourceCount: pixels.size.height
    )
    let scale = range.scale
    let bias = range.bias
    forEachShrunkRow(of: pixels, columns: columns, rows: rows) { row, values in
        let start = ((row + letterbox.offset.y) * side + letterbox.offset.x) * 3
        for index in 0..<values.count { input[start + index] = values[index] * scale + bias }
    }
    return input
}
