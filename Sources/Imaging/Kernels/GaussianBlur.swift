// SPDX-License-Identifier: Apache-2.0

extension PixelBuffer {
    /// The image smoothed by a Gaussian.
    ///
    /// The kernel has `round(6 sigma + 1) | 1` taps; the image is mirrored in its outermost pixels' centres.
    ///
    /// - Parameter sigma: Standard deviation in pixels, above 0.
    /// - Returns: An image of the same size, rounded to the nearest.
    public borrowing func gaussianBlurred(sigma: Float) -> PixelBuffer {
        let kernel = gaussianKernel(sigma: sigma, reach: 6)
        let values = blurredSamples(bytes, size: size, channelCount: layout.channelCount, kernel: kernel)
        return PixelBuffer(size: size, layout: layout, bytes: values)
    }
}

extension Plane where Element == Float {
    /// The plane smoothed by a Gaussian.
    ///
    /// The kernel has `round(8 sigma + 1) | 1` taps; the plane is mirrored in its outermost values' centres.
    ///
    /// - Parameter sigma: Standard deviation in pixels, above 0.
    /// - Returns: A plane of the same size.
    public borrowing func gaussianBlurred(sigma: Float) -> Plane<Float> {
        let kernel = gaussianKernel(sigma: sigma, reach: 8)
        return Plane(size: size, values: blurredSamples(values, size: size, channelCount: 1, kernel: kernel))
    }
}

extension Plane where Element == UInt8 {
    /// The plane smoothed by a Gaussian.
    ///
    /// The kernel has `round(6 sigma + 1) | 1` taps; the plane is mirrored in its outermost values' centres.
    ///
    /// - Parameter sigma: Standard deviation in pixels, above 0.
    /// - Returns: A plane of the same size, rounded to the nearest.
    public borrowing func gaussianBlurred(sigma: Float) -> Plane<UInt8> {
        let kernel = gaussianKernel(sigma: sigma, reach: 6)
        return Plane(size: size, values: blurredSamples(values, size: size, channelCount: 1, kernel: kernel))
    }
}

/// Half of a normalised Gaussian: the centre's weight, then those of the pixels beside it, going out.
///
/// - Parameters:
///   - sigma: Standard deviation in pixels, above 0.
///   - reach: The whole kernel's width in standard deviations.
/// - Returns: At least one weight; centre plus twice the others is 1.
func gaussianKernel(sigma: Float, reach: Float) -> [Float] {
    precondition(sigma > 0 && sigma <= 1000, "a Gaussian's sigma is above 0 and at most 1000, not \(sigma)")
    let radius = (Int((sigma * reach + 1).rounded(.toNearestOrEven)) | 1) / 2
    let factor = -0.5 / (Double(sigma) * Double(sigma))
    let weights = (0...radius).map { exponential(factor * Double($0 * $0)) }
    let sum = weights[0] + 2 * weights.dropFirst().reduce(0, +)
    return weights.map { Float($0 / sum) }
}

/// `e` to the power of `x`, for `x` up to 0; `Imaging` links no mathematics library.
func exponential(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    // Taylor series of a small argument, then squared back: relative error below 1e-13.
    let y = x / 1024
    var term = 1.0
    var sum = 1.0
    for n in 1...12 {
        term *= y / Double(n)
        sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
}

/// Blurs interleaved samples along both axes, keeping only as many filtered rows as the kernel has taps.
func blurredSamples<Sample: KernelSample>(
    _ input: Span<Sample>,
    size: PixelSize,
    channelCount: Int,
    kernel: [Float]
) -> [Sample] {
    guard size.pixelCount > 0 else { return [] }
    let radius = kernel.count - 1
    let rowCount = size.width * channelCount
    let stride = paddedCount(rowCount)
    let slotCount = min(2 * radius + 1, size.height)
    var padded = [Float](repeating: 0, count: stride + 2 * radius * channelCount)
    var ring = [Float](repeating: 0, count: stride * slotCount)
    var row = [Float](repeating: 0, count: stride)
    var offsets = [Int](repeating: 0, count: 2 * radius + 1)
    return makeArray(count: size.pixelCount * channelCount) { (output: inout MutableSpan<Sample>) in
        var filled = 0
        for y in 0..<size.height {
            while filled <= min(y + radius, size.height - 1) {
                var paddedSpan = padded.mutableSpan
                let samples = input.extracting(filled * rowCount..<(filled + 1) * rowCount)
                widen(samples, into: &paddedSpan, at: radius * channelCount)
                mirrorEdges(of: &paddedSpan, width: size.width, channelCount: channelCount, radius: radius)
                var ringSpan = ring.mutableSpan
                let slot = filled % slotCount * stride
                var target = ringSpan.part(slot..<slot + stride)
                filterAlongRow(paddedSpan.span, kernel: kernel.span, step: channelCount, into: &target)
                filled += 1
            }
            for j in -radius...radius {
                offsets[radius + j] = mirrored(y + j, count: size.height) % slotCount * stride
            }
            var rowSpan = row.mutableSpan
            filterAcrossRows(ring.span, offsets: offsets.span, kernel: kernel.span, into: &rowSpan)
            var out = output.part(y * rowCount..<(y + 1) * rowCount)
            narrow(rowSpan.span, into: &out)
        }
    }
}

/// Fills `radius` pixels before and behind a row of `width` pixels that starts at pixel `radius`.
func mirrorEdges(of row: inout MutableSpan<Float>, width: Int, channelCount: Int, radius: Int) {
    for i in 1..<radius + 1 {
        for channel in 0..<channelCount {
            let left = mirrored(-i, count: width) + radius
            let right = mirrored(width - 1 + i, count: width) + radius
            row[(radius - i) * channelCount + channel] = row[left * channelCount + channel]
            row[(radius + width - 1 + i) * channelCount + channel] = row[right * channelCount + channel]
        }
    }
}

/// A symmetric kernel along a row; `row` holds `(kernel.count - 1) * step` values before and behind the output's.
private func filterAlongRow(_ row: Span<Float>, kernel: Span<Float>, step: Int, into out: inout MutableSpan<Float>) {
    let centre = (kernel.count - 1) * step
    precondition(out.count % 16 == 0 && row.count >= out.count + 2 * centre)
    var i = 0
    while i < out.count {
        let middle = i &+ centre
        let weight = unsafe kernel[unchecked: 0]
        var a = unsafe row.load(middle, as: Vector.self) * weight
        var b = unsafe row.load(middle &+ 8, as: Vector.self) * weight
        var j = 1
        var distance = step
        while j < kernel.count {
            let weight = unsafe Vector(repeating: kernel[unchecked: j])
            let (left, right) = (middle &- distance, middle &+ distance)
            a = unsafe a.addingProduct(row.load(left, as: Vector.self) + row.load(right, as: Vector.self), weight)
            b = unsafe b.addingProduct(
                row.load(left &+ 8, as: Vector.self) + row.load(right &+ 8, as: Vector.self),
                weight
            )
            j &+= 1
            distance &+= step
        }
        unsafe out.store(a, at: i)
        unsafe out.store(b, at: i &+ 8)
        i &+= 16
    }
}

/// A symmetric kernel across the rows that start at `offsets`.
private func filterAcrossRows(
    _ rows: Span<Float>,
    offsets: Span<Int>,
    kernel: Span<Float>,
    into out: inout MutableSpan<Float>
) {
    let radius = kernel.count - 1
    precondition(out.count % 16 == 0 && offsets.count == 2 * radius + 1)
    for j in 0..<offsets.count { precondition(offsets[j] >= 0 && offsets[j] + out.count <= rows.count) }
    var i = 0
    while i < out.count {
        let middle = unsafe offsets[unchecked: radius] &+ i
        let weight = unsafe kernel[unchecked: 0]
        var a = unsafe rows.load(middle, as: Vector.self) * weight
        var b = unsafe rows.load(middle &+ 8, as: Vector.self) * weight
        var j = 1
        while j < kernel.count {
            let weight = unsafe Vector(repeating: kernel[unchecked: j])
            let upper = unsafe offsets[unchecked: radius &- j] &+ i
            let lower = unsafe offsets[unchecked: radius &+ j] &+ i
            a = unsafe a.addingProduct(rows.load(upper, as: Vector.self) + rows.load(lower, as: Vector.self), weight)
            b = unsafe b.addingProduct(
                rows.load(upper &+ 8, as: Vector.self) + rows.load(lower &+ 8, as: Vector.self),
                weight
            )
            j &+= 1
        }
        unsafe out.store(a, at: i)
        unsafe out.store(b, at: i &+ 8)
        i &+= 16
    }
}
