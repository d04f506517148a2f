// SPDX-License-Identifier: Apache-2.0

/// Reads colours between the pixels of an 8-bit image, bilinear.
struct ByteSampler {
    let frame: SampleFrame

    init(size: PixelSize, channelCount: Int, border: BorderMode) {
        frame = SampleFrame(size: size, channelCount: channelCount, border: border, reach: channelCount + 4)
    }

    /// Eight colours at quick places; with three channels the last lane is meaningless.
    @inline(__always)
    func quickColors(_ input: Span<UInt8>, _ places: SamplePlaces, channels: Int) -> EightColors {
        let stride = frame.stride
        return EightColors { lane in
            let upper = Int(places.offsets[lane])
            let lower = upper &+ stride
            let a = unsafe widened(input.load(upper, as: SIMD4<UInt8>.self))
            let b = unsafe widened(input.load(upper &+ channels, as: SIMD4<UInt8>.self))
            let c = unsafe widened(input.load(lower, as: SIMD4<UInt8>.self))
            let d = unsafe widened(input.load(lower &+ channels, as: SIMD4<UInt8>.self))
            let down = SIMD4(repeating: places.fy[lane])
            let (left, right) = (a.addingProduct(c - a, down), b.addingProduct(d - b, down))
            return left.addingProduct(right - left, SIMD4(repeating: places.fx[lane]))
        }
    }

    /// Eight colours at any places.
    @inline(__always)
    func colors(_ input: Span<UInt8>, x: Vector, y: Vector, channels: Int) -> EightColors {
        let places = frame.places(x: x, y: y)
        return places.areQuick ? quickColors(input, places, channels: channels) : slowColors(input, x: x, y: y)
    }

    @inline(never)
    private func slowColors(_ input: Span<UInt8>, x: Vector, y: Vector) -> EightColors {
        EightColors { lane in color(input, x: x[lane], y: y[lane]) }
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
        let size = frame.size
        guard let column = frame.border.resolve(x, count: size.width),
            let row = frame.border.resolve(y, count: size.height)
        else { return SIMD4(repeating: frame.border.constantValue) }
        var color = SIMD4<Float>.zero
        let offset = row * frame.stride + column * frame.channelCount
        for channel in 0..<frame.channelCount { color[channel] = Float(input[offset + channel]) }
        return color
    }
}

/// Reads colours between the pixels of an 8-bit image by cubic convolution.
struct CubicByteSampler {
    private let sampler: ByteSampler
    /// Whole columns and rows, plus one, whose 4 by 4 neighbours can be read as whole vectors.
    private let columns: ClosedRange<Float>
    private let rows: ClosedRange<Float>

    init(size: PixelSize, channelCount: Int, border: BorderMode) {
        sampler = ByteSampler(size: size, channelCount: channelCount, border: border)
        // The last row is left to the slow path: its reads could end behind the image.
        let (right, bottom) = (Float(size.width - 3), Float(size.height - 4))
        columns = 1...max(1, right)
        rows = 1...max(1, bottom)
        quickIsPossible = right >= 1 && bottom >= 1
    }

    private let quickIsPossible: Bool

    /// Eight colours, clamped to 0 to 255.
    @inline(__always)
    func colors(_ input: Span<UInt8>, x: Vector, y: Vector, channels: Int) -> EightColors {
        let (left, top) = (x.rounded(.down), y.rounded(.down))
        let inside =
            (left .>= columns.lowerBound) .& (left .<= columns.upperBound)
            .& (top .>= rows.lowerBound) .& (top .<= rows.upperBound)
        guard quickIsPossible && allLanes(inside) else { return slowColors(input, x: x, y: y) }
        let stride = sampler.frame.stride
        let offsets =
            (wholeNumbers(top) &- 1) &* Int32(truncatingIfNeeded: stride)
            &+ (wholeNumbers(left) &- 1) &* Int32(truncatingIfNeeded: channels)
        let (across, down) = (CubicWeights(x - left), CubicWeights(y - top))
        return EightColors { lane in
            let weights = across.lane(lane)
            let offset = Int(offsets[lane])
            let weightsDown = down.lane(lane)
            var sum = row(input, offset, weights, channels) * weightsDown[0]
            sum = sum.addingProduct(
                row(input, offset &+ stride, weights, channels),
                SIMD4(repeating: weightsDown[1])
            )
            sum = sum.addingProduct(
                row(input, offset &+ 2 &* stride, weights, channels),
                SIMD4(repeating: weightsDown[2])
            )
            sum = sum.addingProduct(
                row(input, offset &+ 3 &* stride, weights, channels),
                SIMD4(repeating: weightsDown[3])
            )
            return clampedToByte(sum)
        }
    }

    @inline(never)
    private func slowColors(_ input: Span<UInt8>, x: Vector, y: Vector) -> EightColors {
        EightColors { lane in color(input, x: x[lane], y: y[lane]) }
    }

    /// Four neighbours of one row.
    @inline(__always)
    private func row(_ input: Span<UInt8>, _ offset: Int, _ weights: SIMD4<Float>, _ channels: Int) -> SIMD4<Float> {
        let a = unsafe widened(input.load(offset, as: SIMD4<UInt8>.self))
        let b = unsafe widened(input.load(offset &+ channels, as: SIMD4<UInt8>.self))
        let c = unsafe widened(input.load(offset &+ 2 &* channels, as: SIMD4<UInt8>.self))
        let d = unsafe widened(input.load(offset &+ 3 &* channels, as: SIMD4<UInt8>.self))
        var sum = a * weights[0]
        sum = sum.addingProduct(b, SIMD4(repeating: weights[1]))
        sum = sum.addingProduct(c, SIMD4(repeating: weights[2]))
        return sum.addingProduct(d, SIMD4(repeating: weights[3]))
    }

    /// The colour at any place, with the border's rule, clamped to 0 to 255.
    func color(_ input: Span<UInt8>, x: Float, y: Float) -> SIMD4<Float> {
        let (px, py) = (boundedCoordinate(x), boundedCoordinate(y))
        let (left, top) = (px.rounded(.down), py.rounded(.down))
        let (column, row) = (Int(left), Int(top))
        let (across, down) = (cubicWeights(px - left), cubicWeights(py - top))
        var sum = SIMD4<Float>.zero
        for j in 0..<4 {
            var line = SIMD4<Float>.zero
            for i in 0..<4 { line += sampler.pixel(input, column + i - 1, row + j - 1) * across[i] }
            sum += line * down[j]
        }
        return clampedToByte(sum)
    }

    @inline(__always)
    private func clampedToByte(_ value: SIMD4<Float>) -> SIMD4<Float> {
        let low = value.replacing(with: 0, where: value .< 0)
        return low.replacing(with: 255, where: low .> 255)
    }
}

/// The weights of ``cubicWeights(_:)`` for eight fractions.
private struct CubicWeights {
    private let far, near, next, last: Vector

    @inline(__always)
    init(_ t: Vector) {
        let a: Float = -0.75
        let u = 1 - t
        let distant = t + 1
        far = ((distant * a - 5 * a) * distant + 8 * a) * distant - 4 * a
        near = (t * (a + 2) - (a + 3)) * t * t + 1
        next = (u * (a + 2) - (a + 3)) * u * u + 1
        last = 1 - far - near - next
    }

    @inline(__always)
    func lane(_ lane: Int) -> SIMD4<Float> { SIMD4(far[lane], near[lane], next[lane], last[lane]) }
}
