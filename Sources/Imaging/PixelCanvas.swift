// SPDX-License-Identifier: Apache-2.0

/// A picture in memory that faces are read from and fused into.
public struct PixelCanvas: ~Copyable, FusionCanvas {
    /// The pixels, `.rgb`.
    public private(set) var pixels: PixelBuffer

    /// A canvas over pixels, which must be `.rgb`.
    public init(_ pixels: consuming PixelBuffer) {
        precondition(pixels.layout == .rgb, "a canvas is red, green and blue")
        self.pixels = pixels
    }

    /// Width and height.
    public var size: PixelSize { pixels.size }

    /// The pixels; ends the canvas.
    public consuming func takePixels() -> PixelBuffer { pixels }

    /// See ``FusionCanvas``; with a reduction each pixel is the mean of its block, rounded.
    public mutating func pixels(in region: PixelRegion, reduction: Reduction) throws -> PixelBuffer {
        precondition(size.bounds.contains(region), "\(region) lies outside \(size)")
        guard reduction == .full else { return reduced(region, by: reduction.rawValue) }
        // A copy of the whole shares the bytes until one of them changes.
        return region == size.bounds ? pixels.copy() : pixels.cropped(to: region)
    }

    /// See ``FusionCanvas``.
    public mutating func replace(
        _ region: PixelRegion,
        original: borrowing PixelBuffer,
        with pixels: borrowing PixelBuffer
    ) throws {
        precondition(size.bounds.contains(region), "\(region) lies outside \(size)")
        precondition(original.size == region.size && pixels.size == region.size, "pixels for \(region.size)")
        precondition(original.layout == .rgb && pixels.layout == .rgb, "a canvas is red, green and blue")
        let rowByteCount = region.width * 3
        let old = original.bytes
        let new = pixels.bytes
        let stride = self.pixels.rowByteCount
        var target = self.pixels.mutableBytes
        for row in 0..<region.height {
            let start = (region.y + row) * stride + region.x * 3
            for index in 0..<rowByteCount {
                let source = row * rowByteCount + index
                if old[source] != new[source] { target[start + index] = new[source] }
            }
        }
    }

    private func reduced(_ region: PixelRegion, by step: Int) -> PixelBuffer {
        let width = (region.width + step - 1) / step
        let height = (region.height + step - 1) / step
        var result = PixelBuffer(size: PixelSize(width: width, height: height), layout: .rgb)
        var output = result.mutableBytes
        let source = pixels.bytes
        var sums = [UInt32](repeating: 0, count: region.width * 3)
        for row in 0..<height {
            let top = region.y + row * step
            let lineCount = min(step, region.maxY - top)
            var sum = sums.mutableSpan
            for line in 0..<lineCount {
                let start = (top + line) * pixels.rowByteCount + region.x * 3
                add(source.extracting(start..<(start + region.width * 3)), replacing: line == 0, to: &sum)
            }
            for column in 0..<width {
                let left = column * step
                let columnCount = min(step, region.width - left)
                let count = UInt32(columnCount * lineCount)
                for channel in 0..<3 {
                    var total = count / 2
                    for index in 0..<columnCount { total &+= sum[(left + index) * 3 + channel] }
                    output[(row * width + column) * 3 + channel] = UInt8(truncatingIfNeeded: total / count)
                }
            }
        }
        return result
    }
}

private func add(_ line: Span<UInt8>, replacing: Bool, to sum: inout MutableSpan<UInt32>) {
    let count = line.count
    precondition(sum.count == count)
    if replacing {
        for index in 0..<count { sum[index] = UInt32(line[index]) }
    } else {
        for index in 0..<count { sum[index] &+= UInt32(line[index]) }
    }
}
