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
        let channelCount = layout.channelCount
        let values = makeArray(count: newSize.pixelCount * channelCount) { (output: inout MutableSpan<UInt8>) in
            for y in 0..<newSize.height {
                let row = path.row(y)
                var out = output.part(y * newSize.width * channelCount..<(y + 1) * newSize.width * channelCount)
                sampler.sample(input, along: row, into: &out)
            }
        }
        return PixelBuffer(size: newSize, layout: layout, bytes: values)
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
        let path = AffinePath(inverse, size: newSize)
        let input = values
        let inputSize = size
        let output = makeArray(count: newSize.pixelCount) { (output: inout MutableSpan<Float>) in
            for y in 0..<newSize.height {
                let row = path.row(y)
                for x in 0..<newSize.width {
                    let (px, py) = row.position(x)
                    output[y * newSize.width + x] = sampleBilinear(input, size: inputSize, x: px, y: py, border: border)
                }
            }
        }
        return Plane(size: newSize, values: output)
    }
}

/// The straight line through the input that one output row shows, in fixed point with 24 binary places.
struct AffineRow {
    /// Position of the row's first pixel.
    var x, y: Int64
    /// From a pixel to the next.
    let stepX, stepY: Int64
    /// Pixels in the row.
    let count: Int

    static let fractionBits: Int64 = 24
    static let fractionMask: Int64 = 1 << 24 - 1
    static let fractionUnit: Float = 1 / 16_777_216

    /// Position of pixel `i`.
    @inline(__always)
    func position(_ i: Int) -> (Float, Float) {
        let px = x &+ Int64(i) &* stepX
        let py = y &+ Int64(i) &* stepY
        return (Float(Double(px) * (1 / 16_777_216)), Float(Double(py) * (1 / 16_777_216)))
    }

    /// The pixels whose position has its whole part in `0..<columns` and `0..<rows`: one range, since it is a line.
    func inside(columns: Int, rows: Int) -> Range<Int> {
        let horizontal = Self.inside(from: x, step: stepX, limit: Int64(columns) << Self.fractionBits, count: count)
        let vertical = Self.inside(from: y, step: stepY, limit: Int64(rows) << Self.fractionBits, count: count)
        let both = horizontal.clamped(to: vertical)
        return both.isEmpty ? 0..<0 : both
    }

    /// The `i` in `0..<count` with `0 <= start + i * step < limit`.
    private static func inside(from start: Int64, step: Int64, limit: Int64, count: Int) -> Range<Int> {
        guard limit > 0 else { return 0..<0 }
        if step == 0 { return start >= 0 && start < limit ? 0..<count : 0..<0 }
        // Least i with start + i * step >= bound, for a rising line; a falling one is mirrored.
        func first(_ bound: Int64, _ start: Int64, _ step: Int64) -> Int {
            let distance = bound - start
            return distance <= 0 ? 0 : Int(min((distance + step - 1) / step, Int64(count)))
        }
        if step > 0 {
            let low = first(0, start, step)
            return low..<max(low, first(limit, start, step))
        }
        let low = first(1 - limit, -start, -step)
        return low..<max(low, first(1, -start, -step))
    }
}

/// The lines that the rows of an output image show.
struct AffinePath {
    private let transform: AffineTransform
    private let size: PixelSize

    init(_ transform: AffineTransform, size: PixelSize) {
        // Within these bounds no position leaves 64 bits.
        for value in [transform.a, transform.b, transform.c, transform.d] {
            precondition(value.magnitude <= 65536, "a transform's factors are at most 65536, not \(value)")
        }
        for value in [transform.tx, transform.ty] {
            precondition(value.magnitude <= 1e9, "a transform's shift is at most 1e9 pixels, not \(value)")
        }
        precondition(size.width <= 1 << 20 && size.height <= 1 << 20, "the output is too large: \(size)")
        self.transform = transform
        self.size = size
    }

    func row(_ y: Int) -> AffineRow {
        func fixed(_ value: Double) -> Int64 { Int64((value * 16_777_216).rounded()) }
        return AffineRow(
            x: fixed(Double(transform.b) * Double(y) + Double(transform.tx)),
            y: fixed(Double(transform.d) * Double(y) + Double(transform.ty)),
            stepX: fixed(Double(transform.a)),
            stepY: fixed(Double(transform.c)),
            count: size.width
        )
    }
}
