// SPDX-License-Identifier: Apache-2.0

/// Where eight samples lie in an image: the pixel above and left of each, and the fractions from there.
struct SamplePlaces {
    /// Element of each upper left pixel's first channel.
    let offsets: SIMD8<Int32>
    /// 0 to 1, towards the right neighbour and towards the lower one.
    let fx, fy: Vector
    /// Whether all eight can be read without asking the border.
    let areQuick: Bool
}

/// An image's geometry as samplers see it.
struct SampleFrame {
    let size: PixelSize
    /// Elements from a pixel to its right neighbour.
    let channelCount: Int
    let border: BorderMode
    /// Elements in a row.
    let stride: Int
    /// The column of the bottom rows from which a sampler's reads would end behind the image.
    private let cornerX: Float
    /// Whether there are two rows and two columns to blend.
    private let hasNeighbours: Bool
    private let xMax: Float
    private let yMax: Float

    /// Bounds that keep every offset inside 32 bits and every whole coordinate exact.
    init(size: PixelSize, channelCount: Int, border: BorderMode, reach: Int) {
        precondition(size.pixelCount > 0, "nothing to sample in an empty image")
        precondition(size.width < 1 << 22 && size.height < 1 << 22, "too large to sample: \(size)")
        precondition(size.pixelCount * channelCount < 1 << 31, "too large to sample: \(size)")
        self.size = size
        self.channelCount = channelCount
        self.border = border
        stride = size.width * channelCount
        hasNeighbours = size.width > 1 && size.height > 1
        cornerX = Float(size.width - (reach + channelCount - 1) / channelCount + 1)
        xMax = Float(size.width - 1)
        yMax = Float(size.height - 1)
    }

    /// The places of eight coordinates; NaN ends at the first pixel.
    @inline(__always)
    func places(x: Vector, y: Vector) -> SamplePlaces {
        let inside = (x .>= 0) .& (x .<= xMax) .& (y .>= 0) .& (y .<= yMax)
        if allLanes(inside) { return placesInside(x: x, y: y, bordersAllow: true) }
        switch border {
        case .replicate:
            // Between repeated pixels nothing changes, so that the nearest place inside has the same value.
            return placesInside(x: clamp(x, max: xMax), y: clamp(y, max: yMax), bordersAllow: true)
        case .reflect:
            let near = (x .>= -xMax) .& (x .<= 2 * xMax) .& (y .>= -yMax) .& (y .<= 2 * yMax)
            let (foldedX, foldedY) = (fold(x, max: xMax), fold(y, max: yMax))
            return placesInside(
                x: clamp(foldedX, max: xMax),
                y: clamp(foldedY, max: yMax),
                bordersAllow: allLanes(near)
            )
        case .constant, .reflect101:
            return placesInside(x: clamp(x, max: xMax), y: clamp(y, max: yMax), bordersAllow: false)
        }
    }

    /// Whether no pixel of the image has a part in any of eight samples.
    @inline(__always)
    func areOutside(x: Vector, y: Vector) -> Bool {
        allLanes((x .<= -1) .| (x .>= xMax + 1) .| (y .<= -1) .| (y .>= yMax + 1))
    }

    @inline(__always)
    private func placesInside(x: Vector, y: Vector, bordersAllow: Bool) -> SamplePlaces {
        let (lastX, lastY) = (Vector(repeating: xMax - 1), Vector(repeating: yMax - 1))
        var (left, top) = (x.rounded(.down), y.rounded(.down))
        left = left.replacing(with: lastX, where: left .> lastX)
        top = top.replacing(with: lastY, where: top .> lastY)
        let rows = wholeNumbers(top) &* Int32(truncatingIfNeeded: stride)
        let offsets = rows &+ wholeNumbers(left) &* Int32(truncatingIfNeeded: channelCount)
        // Compared as floats: comparisons of integer vectors go lane by lane.
        let endsBehind = anyLane((left .>= cornerX) .& (top .>= lastY))
        let quick = hasNeighbours && bordersAllow && !endsBehind
        return SamplePlaces(offsets: offsets, fx: x - left, fy: y - top, areQuick: quick)
    }

    @inline(__always)
    private func clamp(_ value: Vector, max: Float) -> Vector {
        let low = value.replacing(with: 0, where: .!(value .>= 0))
        return low.replacing(with: max, where: low .> max)
    }

    /// Mirrored on both edges, which lie half a pixel outside.
    @inline(__always)
    private func fold(_ value: Vector, max: Float) -> Vector {
        let left = magnitude(value + 0.5) - 0.5
        return (max + 0.5) - magnitude((max + 0.5) - left)
    }

    @inline(__always)
    private func magnitude(_ value: Vector) -> Vector { value.replacing(with: -value, where: value .< 0) }
}

/// Whole numbers from 0 to 2^23 as integers, without a conversion that could trap: adding 2^23 puts them into the low
/// bits.
@inline(__always)
func wholeNumbers(_ value: Vector) -> SIMD8<Int32> {
    unsafe unsafeBitCast(value + 8_388_608, to: SIMD8<Int32>.self) &- 0x4b00_0000
}
