// SPDX-License-Identifier: Apache-2.0

/// How a part of an enlarged plane is read from the small one: bilinear, edges continued, half-pixel centres.
///
/// As ``PixelBuffer/resized(to:filter:)``, for fields that are kept small and used in strips. Made once and used for
/// every plane of the small size.
public struct Enlargement: Sendable {
    /// Width and height of the planes that it enlarges.
    public let small: PixelSize
    /// Width and height of the result.
    public let size: PixelSize
    private let region: PixelRegion
    private let full: PixelSize
    fileprivate let columns: EnlargementTaps
    fileprivate let lines: EnlargementTaps

    /// The enlargement of a part.
    ///
    /// - Parameters:
    ///   - region: A part of the enlarged plane.
    ///   - full: Width and height of the enlarged plane.
    ///   - small: Width and height of the plane that is enlarged; at least one pixel.
    public init(_ region: PixelRegion, of full: PixelSize, from small: PixelSize) {
        precondition(full.bounds.contains(region), "the region lies in the enlarged plane")
        precondition(small.width > 0 && small.height > 0, "a plane without pixels cannot be enlarged")
        self.small = small
        self.region = region
        self.full = full
        size = region.size
        columns = EnlargementTaps(from: small.width, to: full.width, region.x..<region.maxX)
        lines = EnlargementTaps(from: small.height, to: full.height, region.y..<region.maxY)
    }

    /// Whether the result is the small plane itself.
    fileprivate var isWhole: Bool { small == full && region == full.bounds }
}

extension Plane where Element == Float {
    /// A part of this plane enlarged to `full`.
    ///
    /// - Parameters:
    ///   - region: A part of the enlarged plane.
    ///   - full: Width and height of the enlarged plane.
    /// - Returns: The values of the region.
    public func enlarged(_ region: PixelRegion, of full: PixelSize) -> Plane<Float> {
        enlarged(Enlargement(region, of: full, from: size))
    }

    /// This plane enlarged.
    public func enlarged(_ enlargement: Enlargement) -> Plane<Float> {
        enlargement.isWhole && enlargement.small == size ? copy() : enlarged(enlargement) { $0 }
    }

    /// This plane enlarged and multiplied by `scale`, as 16-bit integers, rounded to nearest and clamped.
    public func enlargedWords(_ enlargement: Enlargement, scale: Float) -> Plane<Int16> {
        enlarged(enlargement) { Int16.narrowed($0 * scale) }
    }

    @inline(__always)
    private func enlarged<Sample: BitwiseCopyable & Sendable>(
        _ enlargement: Enlargement,
        _ sample: (Float) -> Sample
    ) -> Plane<Sample> {
        precondition(size == enlargement.small, "the enlargement is for \(enlargement.small), not \(size)")
        let width = enlargement.size.width
        var rows = WideRows(columns: enlargement.columns)
        let values: [Sample] = makeArray(count: enlargement.size.pixelCount) { (out: inout MutableSpan<Sample>) in
            for row in 0..<enlargement.size.height {
                rows.move(to: Int(enlargement.lines.lower[row]), of: self)
                var target = out.part(row * width..<(row + 1) * width)
                rows.blend(weight: enlargement.lines.weight[row], into: &target, sample)
            }
        }
        return Plane<Sample>(size: enlargement.size, values: values)
    }
}

/// Two neighbouring rows of a plane, already as wide as the enlarged one.
///
/// Rows are widened before they are blended downwards: there are fewer of them than of enlarged ones.
private struct WideRows: ~Copyable {
    private let columns: EnlargementTaps
    private var upper: [Float]
    private var lower: [Float]
    /// Which row `upper` is.
    private var place = Int.min

    init(columns: EnlargementTaps) {
        self.columns = columns
        // Whole vectors: see ``EnlargementTaps/widen(_:of:into:)``.
        upper = [Float](repeating: 0, count: columns.lower.count)
        lower = upper
    }

    /// Makes row `row` the upper one; the last row is its own lower neighbour.
    mutating func move(to row: Int, of plane: borrowing Plane<Float>) {
        guard row != place else { return }
        if row == place + 1 {
            swap(&upper, &lower)
        } else {
            columns.widen(row, of: plane, into: &upper)
        }
        columns.widen(min(row + 1, plane.size.height - 1), of: plane, into: &lower)
        place = row
    }

    @inline(__always)
    borrowing func blend<Sample: BitwiseCopyable>(
        weight: Float,
        into out: inout MutableSpan<Sample>,
        _ sample: (Float) -> Sample
    ) {
        let (a, b) = (upper.span, lower.span)
        let count = out.count
        precondition(a.count >= count && b.count >= count, "rows at least as wide")
        for x in 0..<count {
            unsafe out[unchecked: x] = sample(a[unchecked: x] + (b[unchecked: x] - a[unchecked: x]) * weight)
        }
    }
}

/// For every sample of an enlarged axis the sample below it and the weight of the one above.
///
/// The last sample has no other above it: where there are two and more, it is the whole of the pair that it ends.
private struct EnlargementTaps {
    /// Ascending; a whole number of vectors, of which `count` are meant.
    var lower: [Int32] = []
    var weight: [Float] = []
    let count: Int

    init(from small: Int, to large: Int, _ range: Range<Int>) {
        let step = Float(small) / Float(large)
        count = range.count
        lower.reserveCapacity(paddedCount(count))
        weight.reserveCapacity(paddedCount(count))
        for i in range {
            let position = max(0, min(Float(small - 1), (Float(i) + 0.5) * step - 0.5))
            let left = max(0, min(Int(position), small - 2))
            lower.append(Int32(left))
            weight.append(position - Float(left))
        }
        while lower.count < paddedCount(count, multiple: 8) {
            lower.append(lower.last ?? 0)
            weight.append(0)
        }
    }

    /// Enlarges one row of a plane; `wide` holds a whole number of vectors.
    func widen(_ row: Int, of plane: borrowing Plane<Float>, into wide: inout [Float]) {
        let width = plane.size.width
        let source = plane.values.extracting(row * width..<(row + 1) * width)
        var out = wide.mutableSpan
        precondition(out.count == lower.count && weight.count == lower.count, "one tap a column")
        guard width > 1 else {
            for x in 0..<out.count { out[x] = source[0] }
            return
        }
        precondition(Int(lower.last ?? 0) + 2 <= width, "taps within the row")
        for x in stride(from: 0, to: out.count, by: 8) {
            // Inside: taps are never negative, ascend, and the last pair ends with the row.
            unsafe out.store(values(source, at: x), at: x)
        }
    }

    /// Eight values; each and its right neighbour are read as one pair.
    @unsafe @inline(__always)
    private func values(_ source: Span<Float>, at x: Int) -> Vector {
        let places = unsafe lower.span.load(x, as: SIMD8<Int32>.self)
        @inline(__always)
        func two(_ lane: Int) -> SIMD4<Float> {
            let first = unsafe source.load(Int(places[lane]), as: SIMD2<Float>.self)
            let second = unsafe source.load(Int(places[lane &+ 1]), as: SIMD2<Float>.self)
            return SIMD4(lowHalf: first, highHalf: second)
        }
        let pairs = SIMD16(
            lowHalf: SIMD8(lowHalf: two(0), highHalf: two(2)),
            highHalf: SIMD8(lowHalf: two(4), highHalf: two(6))
        )
        let left = pairs.evenHalf
        return unsafe left.addingProduct(pairs.oddHalf - left, weight.span.load(x, as: Vector.self))
    }
}
