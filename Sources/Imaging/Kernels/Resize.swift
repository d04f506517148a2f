// SPDX-License-Identifier: Apache-2.0

extension PixelBuffer {
    /// The image at another size.
    ///
    /// Cost: working memory of a few rows.
    ///
    /// - Parameters:
    ///   - newSize: At least one pixel.
    ///   - filter: `.area` for shrinking, `.bilinear` or `.cubic` for enlarging.
    /// - Returns: An image of the same layout; values are rounded to the nearest.
    public borrowing func resized(to newSize: PixelSize, filter: ResizeFilter) -> PixelBuffer {
        let values = resizedSamples(bytes, size: size, channelCount: layout.channelCount, to: newSize, filter: filter)
        return PixelBuffer(size: newSize, layout: layout, bytes: values)
    }

    /// A part of the image.
    ///
    /// - Parameter region: Must lie inside the image.
    /// - Returns: The region's pixels.
    public borrowing func cropped(to region: PixelRegion) -> PixelBuffer {
        precondition(size.bounds.contains(region), "the region \(region) leaves an image of \(size)")
        let count = region.width * layout.channelCount
        let input = bytes
        let (stride, channelCount) = (rowByteCount, layout.channelCount)
        let values = makeArray(count: count * region.height) { (output: inout MutableSpan<UInt8>) in
            for y in 0..<region.height {
                let start = (region.y + y) * stride + region.x * channelCount
                copyRow(input.extracting(start..<start + count), into: &output, at: y * count)
            }
        }
        return PixelBuffer(size: region.size, layout: layout, bytes: values)
    }
}

extension Plane where Element == Float {
    /// The plane at another size.
    ///
    /// - Parameters:
    ///   - newSize: At least one value.
    ///   - filter: `.area` for shrinking, `.bilinear` or `.cubic` for enlarging.
    /// - Returns: A plane of the new size.
    public borrowing func resized(to newSize: PixelSize, filter: ResizeFilter) -> Plane<Float> {
        Plane(
            size: newSize,
            values: resizedSamples(values, size: size, channelCount: 1, to: newSize, filter: filter)
        )
    }

    /// A part of the plane.
    ///
    /// - Parameter region: Must lie inside the plane.
    /// - Returns: The region's values.
    public borrowing func cropped(to region: PixelRegion) -> Plane<Float> {
        precondition(size.bounds.contains(region), "the region \(region) leaves a plane of \(size)")
        let input = values
        let stride = size.width
        let part = makeArray(count: region.size.pixelCount) { (output: inout MutableSpan<Float>) in
            for y in 0..<region.height {
                let start = (region.y + y) * stride + region.x
                copyRow(input.extracting(start..<start + region.width), into: &output, at: y * region.width)
            }
        }
        return Plane(size: region.size, values: part)
    }
}

extension Plane where Element == UInt8 {
    /// The plane at another size; values are rounded to the nearest.
    ///
    /// - Parameters:
    ///   - newSize: At least one value.
    ///   - filter: `.area` for shrinking, `.bilinear` or `.cubic` for enlarging.
    /// - Returns: A plane of the new size.
    public borrowing func resized(to newSize: PixelSize, filter: ResizeFilter) -> Plane<UInt8> {
        Plane(
            size: newSize,
            values: resizedSamples(values, size: size, channelCount: 1, to: newSize, filter: filter)
        )
    }
}

/// Copies a row to its place.
@inline(__always)
func copyRow<Element: BitwiseCopyable>(_ row: Span<Element>, into out: inout MutableSpan<Element>, at offset: Int) {
    precondition(offset >= 0 && offset + row.count <= out.count)
    for i in 0..<row.count { unsafe out[unchecked: offset &+ i] = row[unchecked: i] }
}

/// Resizes interleaved samples.
func resizedSamples<Sample: KernelSample>(
    _ input: Span<Sample>,
    size: PixelSize,
    channelCount: Int,
    to newSize: PixelSize,
    filter: ResizeFilter
) -> [Sample] {
    precondition(size.pixelCount > 0 && newSize.pixelCount > 0, "cannot resize \(size) to \(newSize)")
    var resizer = Resizer(from: size, to: newSize, channelCount: channelCount, filter: filter)
    return makeArray(count: newSize.pixelCount * channelCount) { (output: inout MutableSpan<Sample>) in
        // Shrinking first along the columns touches each input row once, in whole vectors; enlarging first along the
        // rows does the gathering work once per input row.
        if newSize.height < size.height {
            resizer.shrink(input, into: &output)
        } else {
            resizer.enlarge(input, into: &output)
        }
    }
}
