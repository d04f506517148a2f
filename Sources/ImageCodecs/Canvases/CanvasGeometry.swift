// SPDX-License-Identifier: Apache-2.0

import Imaging

extension PixelSize {
    /// Each side divided, rounded up.
    func divided(by reduction: Reduction) -> PixelSize {
        let factor = reduction.rawValue
        return PixelSize(width: (width + factor - 1) / factor, height: (height + factor - 1) / factor)
    }
}

extension Orientation {
    /// Whether the shown picture's first pixel lies in the stored picture's last column.
    var mirrorsStoredX: Bool {
        storedPoint(ofDisplay: SIMD2(0, 0), in: PixelSize(width: 2, height: 2)).x == 1
    }

    /// Whether the shown picture's first pixel lies in the stored picture's last row.
    var mirrorsStoredY: Bool {
        storedPoint(ofDisplay: SIMD2(0, 0), in: PixelSize(width: 2, height: 2)).y == 1
    }
}

/// Rows of the reduced picture that are made at a time, which bounds the memory that the full size takes.
private let bandRowCount = 32

/// The means of squares of a region's pixels.
///
/// - Parameters:
///   - region: The region at full size.
///   - reduction: The side of a square; squares at the right and lower border may be smaller.
///   - full: Gives the pixels of a part of the region, `.rgb`.
/// - Returns: The means, rounded, `.rgb`.
/// - Throws: What `full` throws.
func reducedPixels(
    in region: PixelRegion,
    reduction: Reduction,
    from full: (PixelRegion) throws(ImageError) -> PixelBuffer
) throws(ImageError) -> PixelBuffer {
    let factor = reduction.rawValue
    let size = region.size.divided(by: reduction)
    var output = PixelBuffer(size: size, layout: .rgb)
    var top = 0
    while top < size.height {
        let bottom = min(top + bandRowCount, size.height)
        let height = min(bottom * factor, region.height) - top * factor
        let band = try full(
            PixelRegion(x: region.x, y: region.y + top * factor, width: region.width, height: height)
        )
        var bytes = output.mutableBytes
        for y in top..<bottom {
            let rows = (y - top) * factor..<min((y - top + 1) * factor, height)
            let columns = columnSums(band.bytes, width: region.width, rows: rows)
            let square = PixelSize(width: factor, height: rows.count)
            average(columns.span, over: square, into: &bytes, at: y * size.width * 3)
        }
        top = bottom
    }
    return output
}

/// Means of squares from the sums of their columns; the last square may be narrower.
private func average(
    _ sums: Span<UInt16>,
    over square: PixelSize,
    into output: inout MutableSpan<UInt8>,
    at start: Int
) {
    let width = sums.count / 3
    var position = start
    var left = 0
    while left < width {
        let right = min(left + square.width, width)
        let count = (right - left) * square.height
        for channel in 0..<3 {
            var sum = 0
            var index = left &* 3 &+ channel
            while index < right &* 3 {
                sum &+= Int(sums[index])
                index &+= 3
            }
            output[position &+ channel] = UInt8(truncatingIfNeeded: (sum &+ count / 2) / count)
        }
        position += 3
        left = right
    }
}

/// The sums of at most eight rows, which 16 bits hold.
private func columnSums(_ bytes: Span<UInt8>, width: Int, rows: Range<Int>) -> [UInt16] {
    precondition(rows.count <= 8 && bytes.count >= rows.upperBound * width * 3, "whole rows")
    var columns = [UInt16](repeating: 0, count: width * 3)
    var sums = columns.mutableSpan
    for row in rows {
        let offset = row &* width &* 3
        for index in 0..<width &* 3 { sums[index] &+= UInt16(bytes[offset &+ index]) }
    }
    return columns
}
