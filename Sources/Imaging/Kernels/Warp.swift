// SPDX-License-Identifier: Apache-2.0

extension PixelBuffer {
    /// The image seen through an affine transform, bilinear.
    ///
    /// - Parameters:
    ///   - newSize: The output's size.
    ///   - inverse: Maps an output pixel to the place in this image that it shows.
    ///   - border: What lies outside this image.
    /// - Returns: An image of the same layout; values are rounded to the nearest.
    public borrowing func warped(
        to newSize: PixelSize,
        by inverse: AffineTransform,
        border: BorderMode
    ) -> PixelBuffer {
        let sampler = ByteSampler(size: size, channelCount: layout.channelCount, border: border)
        let path = AffinePath(inverse, size: newSize)
        let input = bytes
        let (channels, count) = (layout.channelCount, newSize.width * layout.channelCount)
        let values = makeArray(count: newSize.height * count) { (output: inout MutableSpan<UInt8>) in
            for y in 0..<newSize.height {
                var out = output.part(y * count..<(y + 1) * count)
                switch channels {
                case 3: warpRow(input, sampler, path.row(y), channels: 3, into: &out)
                case 4: warpRow(input, sampler, path.row(y), channels: 4, into: &out)
                default: warpGrayRow(input, sampler, path.row(y), into: &out)
                }
            }
        }
        return PixelBuffer(size: newSize, layout: layout, bytes: values)
    }

    /// The image seen through an affine transform, as a tensor: ``warped(to:by:border:)`` and ``tensor(scale:bias:)``
    /// in
    /// one pass and without rounding between.
    ///
    /// Shape: [1, height, width, 3], float32. What lies outside the image is 0 before scale and bias; alpha is left
    /// out.
    ///
    /// - Parameters:
    ///   - newSize: The tensor's width and height.
    ///   - inverse: Maps a tensor pixel to the place in this image that it shows.
    ///   - scale: Factor.
    ///   - bias: Added after the factor.
    /// - Returns: The tensor's values.
    public borrowing func warpedTensor(
        size newSize: PixelSize,
        by inverse: AffineTransform,
        scale: Float,
        bias: Float
    ) -> [Float] {
        precondition(layout != .gray, "a tensor of three channels is made from colours")
        let sampler = ByteSampler(size: size, channelCount: layout.channelCount, border: .constant(0))
        let path = AffinePath(inverse, size: newSize)
        let input = bytes
        let (channels, count) = (layout.channelCount, newSize.width * 3)
        let change = LinearChange(scale: scale, bias: bias)
        return makeArray(count: newSize.height * count) { (output: inout MutableSpan<Float>) in
            for y in 0..<newSize.height {
                var out = output.part(y * count..<(y + 1) * count)
                if channels == 3 {
                    warpTensorRow(input, sampler, path.row(y), change, channels: 3, into: &out)
                } else {
                    warpTensorRow(input, sampler, path.row(y), change, channels: 4, into: &out)
                }
            }
        }
    }
}

extension Plane where Element == Float {
    /// The plane seen through an affine transform, bilinear.
    ///
    /// - Parameters:
    ///   - newSize: The output's size.
    ///   - inverse: Maps an output value to the place in this plane that it shows.
    ///   - border: What lies outside this plane.
    /// - Returns: A plane of the new size.
    public borrowing func warped(
        to newSize: PixelSize,
        by inverse: AffineTransform,
        border: BorderMode
    ) -> Plane<Float> {
        let sampler = PlaneSampler(size: size, border: border)
        let path = AffinePath(inverse, size: newSize)
        let input = values
        let output = makeArray(count: newSize.pixelCount) { (output: inout MutableSpan<Float>) in
            for y in 0..<newSize.height {
                let row = path.row(y)
                var out = output.part(y * newSize.width..<(y + 1) * newSize.width)
                var x = 0
                while x &+ 8 <= out.count {
                    let (px, py) = row.positions(x)
                    unsafe out.store(sampler.values(input, x: px, y: py), at: x)
                    x &+= 8
                }
                let (px, py) = row.positions(x)
                for i in x..<out.count { out[i] = sampler.value(input, x: px[i - x], y: py[i - x]) }
            }
        }
        return Plane(size: newSize, values: output)
    }
}

/// `value * scale + bias`.
private struct LinearChange {
    let scale: Float
    let bias: Float
}

/// Writes a row of eight pixels at a time; the last eight of a row overlap those before.
///
/// Four bytes are stored per pixel: with three channels the fourth is the next pixel's, which is then written. The last
/// of each eight is written byte by byte, so that nothing behind the row is touched.
@inline(__always)
private func warpRow(
    _ input: Span<UInt8>,
    _ sampler: ByteSampler,
    _ row: AffineRow,
    channels: Int,
    into out: inout MutableSpan<UInt8>
) {
    precondition(out.count == row.count * channels && input.count == sampler.frame.size.pixelCount * channels)
    for x in VectorStarts(count: row.count) {
        let (px, py) = row.positions(x)
        let places = sampler.frame.places(x: px, y: py)
        if places.areQuick && x &+ 8 <= row.count {
            let colors = sampler.quickColors(input, places, channels: channels)
            let start = x &* channels
            unsafe out.store(roundedBytes(colors.a), at: start)
            unsafe out.store(roundedBytes(colors.b), at: start &+ channels)
            unsafe out.store(roundedBytes(colors.c), at: start &+ 2 &* channels)
            unsafe out.store(roundedBytes(colors.d), at: start &+ 3 &* channels)
            unsafe out.store(roundedBytes(colors.e), at: start &+ 4 &* channels)
            unsafe out.store(roundedBytes(colors.f), at: start &+ 5 &* channels)
            unsafe out.store(roundedBytes(colors.g), at: start &+ 6 &* channels)
            let last = roundedBytes(colors.h)
            for channel in 0..<channels { unsafe out[unchecked: start &+ 7 &* channels &+ channel] = last[channel] }
            continue
        }
        if case .constant(let value) = sampler.frame.border, sampler.frame.areOutside(x: px, y: py) {
            for i in x &* channels..<min(x &+ 8, row.count) &* channels { out[i] = value }
            continue
        }
        for lane in 0..<min(8, row.count - x) {
            let color = roundedBytes(sampler.color(input, x: px[lane], y: py[lane]))
            for channel in 0..<channels { out[(x + lane) * channels + channel] = color[channel] }
        }
    }
}

private func warpGrayRow(
    _ input: Span<UInt8>,
    _ sampler: ByteSampler,
    _ row: AffineRow,
    into out: inout MutableSpan<UInt8>
) {
    for x in VectorStarts(count: row.count) {
        let (px, py) = row.positions(x)
        for lane in 0..<min(8, row.count - x) {
            out[x + lane] = UInt8.narrowed(sampler.color(input, x: px[lane], y: py[lane])[0])
        }
    }
}

@inline(__always)
private func warpTensorRow(
    _ input: Span<UInt8>,
    _ sampler: ByteSampler,
    _ row: AffineRow,
    _ change: LinearChange,
    channels: Int,
    into out: inout MutableSpan<Float>
) {
    precondition(out.count == row.count * 3 && input.count == sampler.frame.size.pixelCount * channels)
    let (scale, bias) = (SIMD4(repeating: change.scale), SIMD4(repeating: change.bias))
    for x in VectorStarts(count: row.count) {
        let (px, py) = row.positions(x)
        let places = sampler.frame.places(x: px, y: py)
        if places.areQuick && x &+ 8 <= row.count {
            let colors = sampler.quickColors(input, places, channels: channels)
            let start = x &* 3
            unsafe out.store(bias.addingProduct(colors.a, scale), at: start)
            unsafe out.store(bias.addingProduct(colors.b, scale), at: start &+ 3)
            unsafe out.store(bias.addingProduct(colors.c, scale), at: start &+ 6)
            unsafe out.store(bias.addingProduct(colors.d, scale), at: start &+ 9)
            unsafe out.store(bias.addingProduct(colors.e, scale), at: start &+ 12)
            unsafe out.store(bias.addingProduct(colors.f, scale), at: start &+ 15)
            unsafe out.store(bias.addingProduct(colors.g, scale), at: start &+ 18)
            let last = bias.addingProduct(colors.h, scale)
            for channel in 0..<3 { unsafe out[unchecked: start &+ 21 &+ channel] = last[channel] }
            continue
        }
        let isOutside = sampler.frame.areOutside(x: px, y: py)
        for lane in 0..<min(8, row.count - x) {
            let color = isOutside ? .zero : sampler.color(input, x: px[lane], y: py[lane])
            let value = bias.addingProduct(color, scale)
            for channel in 0..<3 { out[(x + lane) * 3 + channel] = value[channel] }
        }
    }
}

/// Where vectors of eight begin that cover a row; the last one overlaps when the row is no multiple of eight.
struct VectorStarts: Sequence, IteratorProtocol {
    private let count: Int
    private var begin = 0

    init(count: Int) { self.count = count }

    @inline(__always)
    mutating func next() -> Int? {
        if begin >= count { return nil }
        let start = count >= 8 ? Swift.min(begin, count &- 8) : begin
        begin &+= 8
        return start
    }
}
