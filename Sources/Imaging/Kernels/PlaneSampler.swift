// SPDX-License-Identifier: Apache-2.0

/// Reads values between those of a float plane, bilinear.
struct PlaneSampler {
    private let frame: SampleFrame

    init(size: PixelSize, border: BorderMode) {
        frame = SampleFrame(size: size, channelCount: 1, border: border, reach: 2)
    }

    /// Eight values.
    @inline(__always)
    func values(_ input: Span<Float>, x: Vector, y: Vector) -> Vector {
        let places = frame.places(x: x, y: y)
        if places.areQuick { return quickValues(input, places) }
        if case .constant(let value) = frame.border, frame.areOutside(x: x, y: y) {
            return Vector(repeating: Float(value))
        }
        var values = Vector.zero
        for lane in 0..<8 { values[lane] = value(input, x: x[lane], y: y[lane]) }
        return values
    }

    /// A value and its right neighbour are read as one pair; the pairs are blended downwards before they are sorted.
    @inline(__always)
    private func quickValues(_ input: Span<Float>, _ places: SamplePlaces) -> Vector {
        let offsets = places.offsets
        @inline(__always)
        func four(_ lane: Int, below rows: Int) -> Vector {
            let a = unsafe input.load(Int(offsets[lane]) &+ rows, as: SIMD2<Float>.self)
            let b = unsafe input.load(Int(offsets[lane &+ 1]) &+ rows, as: SIMD2<Float>.self)
            let c = unsafe input.load(Int(offsets[lane &+ 2]) &+ rows, as: SIMD2<Float>.self)
            let d = unsafe input.load(Int(offsets[lane &+ 3]) &+ rows, as: SIMD2<Float>.self)
            return Vector(
                lowHalf: SIMD4(lowHalf: a, highHalf: b),
                highHalf: SIMD4(lowHalf: c, highHalf: d)
            )
        }
        let fy = places.fy
        let firstDown = Vector(fy[0], fy[0], fy[1], fy[1], fy[2], fy[2], fy[3], fy[3])
        let lastDown = Vector(fy[4], fy[4], fy[5], fy[5], fy[6], fy[6], fy[7], fy[7])
        let (first, last) = (four(0, below: 0), four(4, below: 0))
        let pairs = SIMD16(
            lowHalf: first.addingProduct(four(0, below: frame.stride) - first, firstDown),
            highHalf: last.addingProduct(four(4, below: frame.stride) - last, lastDown)
        )
        let left = pairs.evenHalf
        return left.addingProduct(pairs.oddHalf - left, places.fx)
    }

    /// The value at any place, with the border's rule.
    func value(_ input: Span<Float>, x: Float, y: Float) -> Float {
        let (px, py) = (boundedCoordinate(x), boundedCoordinate(y))
        let (left, top) = (px.rounded(.down), py.rounded(.down))
        let (fx, fy) = (px - left, py - top)
        let (column, row) = (Int(left), Int(top))
        let upper = sample(input, column, row) * (1 - fx) + sample(input, column + 1, row) * fx
        let lower = sample(input, column, row + 1) * (1 - fx) + sample(input, column + 1, row + 1) * fx
        return upper * (1 - fy) + lower * fy
    }

    private func sample(_ input: Span<Float>, _ x: Int, _ y: Int) -> Float {
        guard let column = frame.border.resolve(x, count: frame.size.width),
            let row = frame.border.resolve(y, count: frame.size.height)
        else { return frame.border.constantValue }
        return input[row * frame.size.width + column]
    }
}
