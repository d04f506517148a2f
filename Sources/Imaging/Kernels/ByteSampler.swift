// SPDX-License-Identifier: Apache-2.0

/// Reads 8-bit pixels between pixels, bilinear.
struct ByteSampler {
    let size: PixelSize
    let channelCount: Int
    let border: BorderMode

    init(size: PixelSize, channelCount: Int, border: BorderMode) {
        precondition(size.pixelCount > 0, "nothing to sample in an empty image")
        self.size = size
        self.channelCount = channelCount
        self.border = border
    }

    /// The columns whose pixels can be read as 8 bytes together with their right neighbours, on every row.
    private var fastColumnCount: Int {
        switch channelCount {
        case 1: size.width - 1
        case 3: size.width - 2
        default: size.width - 1
        }
    }

    /// The pixels along a line.
    @inline(__always)
    func sample(_ input: Span<UInt8>, along row: AffineRow, into out: inout MutableSpan<UInt8>) {
        precondition(input.count == size.pixelCount * channelCount && out.count == row.count * channelCount)
        var inside = row.inside(columns: fastColumnCount, rows: size.height - 1)
        // A fast store writes 4 bytes; the row's last pixel may have fewer.
        if inside.upperBound == row.count && !inside.isEmpty { inside = inside.lowerBound..<row.count - 1 }
        for i in 0..<inside.lowerBound { sampleEdge(input, along: row, pixel: i, into: &out) }
        switch channelCount {
        case 1: sampleGray(input, along: row, inside: inside, into: &out)
        case 3: sampleColor(input, along: row, inside: inside, channels: 3, into: &out)
        default: sampleColor(input, along: row, inside: inside, channels: 4, into: &out)
        }
        for i in inside.upperBound..<row.count { sampleEdge(input, along: row, pixel: i, into: &out) }
    }

    @inline(__always)
    private func sampleColor(
        _ input: Span<UInt8>,
        along row: AffineRow,
        inside: Range<Int>,
        channels: Int,
        into out: inout MutableSpan<UInt8>
    ) {
        let stride = size.width &* channels
        var x = row.x &+ Int64(inside.lowerBound) &* row.stepX
        var y = row.y &+ Int64(inside.lowerBound) &* row.stepY
        for i in inside {
            let offset =
                Int(y &>> AffineRow.fractionBits) &* stride &+ Int(x &>> AffineRow.fractionBits) &* channels
            let fx = Float(Int32(truncatingIfNeeded: x & AffineRow.fractionMask)) * AffineRow.fractionUnit
            let fy = Float(Int32(truncatingIfNeeded: y & AffineRow.fractionMask)) * AffineRow.fractionUnit
            let upper = unsafe Vector(input.load(offset, as: SIMD8<UInt8>.self))
            let lower = unsafe Vector(input.load(offset &+ stride, as: SIMD8<UInt8>.self))
            let color = blend(upper, lower, fx: fx, fy: fy, channels: channels) + 8_388_608
            let bits = unsafe unsafeBitCast(color, to: SIMD4<UInt32>.self)
            unsafe out.store(SIMD4<UInt8>(truncatingIfNeeded: bits), at: i &* channels)
            x &+= row.stepX
            y &+= row.stepY
        }
    }

    @inline(__always)
    private func sampleGray(
        _ input: Span<UInt8>,
        along row: AffineRow,
        inside: Range<Int>,
        into out: inout MutableSpan<UInt8>
    ) {
        let stride = size.width
        var x = row.x &+ Int64(inside.lowerBound) &* row.stepX
        var y = row.y &+ Int64(inside.lowerBound) &* row.stepY
        for i in inside {
            let offset = Int(y &>> AffineRow.fractionBits) &* stride &+ Int(x &>> AffineRow.fractionBits)
            let fx = Float(Int32(truncatingIfNeeded: x & AffineRow.fractionMask)) * AffineRow.fractionUnit
            let fy = Float(Int32(truncatingIfNeeded: y & AffineRow.fractionMask)) * AffineRow.fractionUnit
            let (a, b) = unsafe (Float(input[unchecked: offset]), Float(input[unchecked: offset &+ 1]))
            let (c, d) = unsafe (
                Float(input[unchecked: offset &+ stride]), Float(input[unchecked: offset &+ stride &+ 1])
            )
            let left = a + (c - a) * fy
            let right = b + (d - b) * fy
            unsafe out[unchecked: i] = UInt8.narrowed(left + (right - left) * fx)
            x &+= row.stepX
            y &+= row.stepY
        }
    }

    /// Two neighbouring pixels of two rows blended; the fourth lane is meaningless for three channels.
    @inline(__always)
    func blend(_ upper: Vector, _ lower: Vector, fx: Float, fy: Float, channels: Int) -> SIMD4<Float> {
        let both = upper.addingProduct(lower - upper, Vector(repeating: fy))
        let left = both.lowHalf
        let right = channels == 3 ? SIMD4(both[3], both[4], both[5], both[6]) : both.highHalf
        return left.addingProduct(right - left, SIMD4(repeating: fx))
    }

    private func sampleEdge(
        _ input: Span<UInt8>,
        along row: AffineRow,
        pixel: Int,
        into out: inout MutableSpan<UInt8>
    ) {
        let (x, y) = row.position(pixel)
        let color = color(input, x: x, y: y)
        for channel in 0..<channelCount { out[pixel * channelCount + channel] = UInt8.narrowed(color[channel]) }
    }

    /// The colour at any place, with the border's rule.
    func color(_ input: Span<UInt8>, x: Float, y: Float) -> SIMD4<Float> {
        let (px, py) = (boundedCoordinate(x), boundedCoordinate(y))
        let (left, top) = (px.rounded(.down), py.rounded(.down))
        let (fx, fy) = (px - left, py - top)
        let (column, row) = (Int(left), Int(top))
        let upper = pixel(input, column, row) * (1 - fx) + pixel(input, column + 1, row) * fx
        let lower = pixel(input, column, row + 1) * (1 - fx) + pixel(input, column + 1, row + 1) * fx
        return upper * (1 - fy) + lower * fy
    }

    /// One pixel with the border's rule.
    func pixel(_ input: Span<UInt8>, _ x: Int, _ y: Int) -> SIMD4<Float> {
        guard let column = border.resolve(x, count: size.width), let row = border.resolve(y, count: size.height) else {
            return SIMD4(repeating: border.constantValue)
        }
        var color = SIMD4<Float>.zero
        let offset = (row * size.width + column) * channelCount
        for channel in 0..<channelCount { color[channel] = Float(input[offset + channel]) }
        return color
    }
}

/// A value between values of a plane, bilinear.
@inline(__always)
func sampleBilinear(_ input: Span<Float>, size: PixelSize, x: Float, y: Float, border: BorderMode) -> Float {
    let (px, py) = (boundedCoordinate(x), boundedCoordinate(y))
    let (left, top) = (px.rounded(.down), py.rounded(.down))
    let (fx, fy) = (px - left, py - top)
    let (column, row) = (Int(left), Int(top))
    if column >= 0 && column < size.width - 1 && row >= 0 && row < size.height - 1 {
        let offset = row &* size.width &+ column
        let (a, b) = unsafe (input[unchecked: offset], input[unchecked: offset &+ 1])
        let (c, d) = unsafe (input[unchecked: offset &+ size.width], input[unchecked: offset &+ size.width &+ 1])
        let upper = a + (b - a) * fx
        let lower = c + (d - c) * fx
        return upper + (lower - upper) * fy
    }
    func value(_ x: Int, _ y: Int) -> Float {
        guard let column = border.resolve(x, count: size.width), let row = border.resolve(y, count: size.height) else {
            return border.constantValue
        }
        return input[row * size.width + column]
    }
    let upper = value(column, row) * (1 - fx) + value(column + 1, row) * fx
    let lower = value(column, row + 1) * (1 - fx) + value(column + 1, row + 1) * fx
    return upper * (1 - fy) + lower * fy
}
