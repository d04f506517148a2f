// SPDX-License-Identifier: Apache-2.0

extension Plane where Element == Float {
    /// The plane at half the size, smoothed by 1 4 6 4 1 along both axes.
    ///
    /// - Returns: `(width + 1) / 2` by `(height + 1) / 2` values; the plane is mirrored in its outermost values'
    ///   centres.
    public borrowing func pyramidDown() -> Plane<Float> {
        Plane(size: halved(size), values: reducedSamples(values, size: size))
    }

    /// The plane at twice the size, smoothed by 1 4 6 4 1 along both axes.
    ///
    /// - Parameter newSize: Each side twice this plane's, or one less.
    /// - Returns: The enlarged plane.
    public borrowing func pyramidUp(to newSize: PixelSize) -> Plane<Float> {
        Plane(size: newSize, values: expandedSamples(values, size: size, to: newSize))
    }
}

extension Plane where Element == Int16 {
    /// The plane at half the size, smoothed by 1 4 6 4 1 along both axes; rounded to the nearest.
    ///
    /// - Returns: `(width + 1) / 2` by `(height + 1) / 2` values; the plane is mirrored in its outermost values'
    ///   centres.
    public borrowing func pyramidDown() -> Plane<Int16> {
        Plane(size: halved(size), values: reducedWords(values, size: size))
    }

    /// The plane at twice the size, smoothed by 1 4 6 4 1 along both axes; rounded to the nearest.
    ///
    /// - Parameter newSize: Each side twice this plane's, or one less.
    /// - Returns: The enlarged plane.
    public borrowing func pyramidUp(to newSize: PixelSize) -> Plane<Int16> {
        Plane(size: newSize, values: expandedSamples(values, size: size, to: newSize))
    }
}

private func halved(_ size: PixelSize) -> PixelSize {
    PixelSize(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
}

// Floats hold the sums of 16-bit values exactly: 256 * 32768 = 2^23.

private func reducedSamples(_ input: Span<Float>, size: PixelSize) -> [Float] {
    reduced(input, size: size, column: weighted) { weighted($0, $1, $2, $3, $4) * (1 / 256) }
}

/// In whole numbers: a fifth faster than through floats.
private func reducedWords(_ input: Span<Int16>, size: PixelSize) -> [Int16] {
    reduced(
        input,
        size: size,
        column: { weighted(Int32($0), Int32($1), Int32($2), Int32($3), Int32($4)) },
        // The weights sum to 256, so that the mean fits where its values did.
        row: { Int16(truncatingIfNeeded: (weighted($0, $1, $2, $3, $4) &+ 128) &>> 8) }
    )
}

/// 1 4 6 4 1.
@inline(__always)
private func weighted(_ a: Float, _ b: Float, _ c: Float, _ d: Float, _ e: Float) -> Float {
    (a + e + 6 * c).addingProduct(4, b + d)
}

/// 1 4 6 4 1, for numbers below 2^27.
@inline(__always)
private func weighted(_ a: Int32, _ b: Int32, _ c: Int32, _ d: Int32, _ e: Int32) -> Int32 {
    let sides: Int32 = (b &+ d) &* 4
    return a &+ e &+ c &* 6 &+ sides
}

/// Sums five rows into one, then five values along it into each second one.
@inline(__always)
private func reduced<Sample: BitwiseCopyable, Sum: BitwiseCopyable & AdditiveArithmetic>(
    _ input: Span<Sample>,
    size: PixelSize,
    column: (Sample, Sample, Sample, Sample, Sample) -> Sum,
    row: (Sum, Sum, Sum, Sum, Sum) -> Sample
) -> [Sample] {
    guard size.pixelCount > 0 else { return [] }
    let (width, height) = (size.width, size.height)
    let half = halved(size)
    // Two mirrored values before and up to three behind.
    var sums = [Sum](repeating: .zero, count: width + 5)
    return makeArray(count: half.pixelCount) { (output: inout MutableSpan<Sample>) in
        func line(_ y: Int) -> Range<Int> {
            let start = mirrored(y, count: height) * width
            return start..<start + width
        }
        for y in 0..<half.height {
            let a = input.extracting(line(2 * y - 2))
            let b = input.extracting(line(2 * y - 1))
            let c = input.extracting(line(2 * y))
            let d = input.extracting(line(2 * y + 1))
            let e = input.extracting(line(2 * y + 2))
            var target = sums.mutableSpan
            for x in 0..<width {
                // Inside: five rows of `width` values, two values before the first sum.
                unsafe target[unchecked: 2 &+ x] = column(
                    a[unchecked: x],
                    b[unchecked: x],
                    c[unchecked: x],
                    d[unchecked: x],
                    e[unchecked: x]
                )
            }
            mirrorTwo(&target, width: width)
            let source = sums.span
            for x in 0..<half.width {
                // Inside: 2 (half.width - 1) + 4 is at most width + 4.
                let i = 2 &* x
                unsafe output[unchecked: y &* half.width &+ x] = row(
                    source[unchecked: i],
                    source[unchecked: i &+ 1],
                    source[unchecked: i &+ 2],
                    source[unchecked: i &+ 3],
                    source[unchecked: i &+ 4]
                )
            }
        }
    }
}

private func mirrorTwo<Sum: BitwiseCopyable>(_ sums: inout MutableSpan<Sum>, width: Int) {
    for i in 1...2 { sums[2 - i] = sums[2 + mirrored(-i, count: width)] }
    for i in 0...2 { sums[2 + width + i] = sums[2 + mirrored(width + i, count: width)] }
}

private func expandedSamples<Sample: KernelSample>(
    _ input: Span<Sample>,
    size: PixelSize,
    to newSize: PixelSize
) -> [Sample] {
    let (width, height) = (size.width, size.height)
    precondition(
        size == PixelSize(width: (newSize.width + 1) / 2, height: (newSize.height + 1) / 2),
        "\(size) cannot be enlarged to \(newSize)"
    )
    guard newSize.pixelCount > 0 else { return [] }
    var column = [Float](repeating: 0, count: width + 2)
    var row = [Float](repeating: 0, count: 2 * width)
    return makeArray(count: newSize.pixelCount) { (output: inout MutableSpan<Sample>) in
        func line(_ y: Int) -> Range<Int> {
            // Mirrored at the top, repeated at the bottom: what the mirror of the enlarged plane amounts to.
            let start = (y < 0 ? min(1, height - 1) : min(y, height - 1)) * width
            return start..<start + width
        }
        for y in 0..<newSize.height {
            let above = input.extracting(line(y / 2 - 1))
            let here = input.extracting(line(y / 2))
            let below = input.extracting(line(y / 2 + 1))
            var span = column.mutableSpan
            var target = span.part(1..<1 + width)
            if y % 2 == 0 {
                for x in 0..<width { target[x] = above[x].widened + below[x].widened + 6 * here[x].widened }
            } else {
                for x in 0..<width { target[x] = 4 * (here[x].widened + below[x].widened) }
            }
            column[0] = column[min(2, width)]
            column[width + 1] = column[width]
            expandRow(column.span, into: &row)
            var out = output.part(y * newSize.width..<(y + 1) * newSize.width)
            narrow(row.span, into: &out)
        }
    }
}

private func expandRow(_ column: Span<Float>, into row: inout [Float]) {
    precondition(row.count == 2 * (column.count - 2))
    var out = row.mutableSpan
    for x in 0..<column.count - 2 {
        let (left, here, right) = unsafe (
            column[unchecked: x], column[unchecked: x &+ 1], column[unchecked: x &+ 2]
        )
        unsafe out[unchecked: 2 &* x] = (left + right + 6 * here) * (1 / 64)
        unsafe out[unchecked: 2 &* x &+ 1] = (here + right) * (1 / 16)
    }
}
