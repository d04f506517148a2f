// SPDX-License-Identifier: Apache-2.0

public import Imaging

extension ReferenceImage {
    /// Each output pixel as the weighted sum of all input pixels.
    public func resized(to newSize: PixelSize, filter: ResizeFilter) -> ReferenceImage {
        ReferenceImage(size: newSize, channelCount: channelCount) { x, y, channel in
            let columns = Self.weights(x, from: size.width, to: newSize.width, filter)
            let rows = Self.weights(y, from: size.height, to: newSize.height, filter)
            var sum = 0.0
            for (row, down) in rows {
                for (column, across) in columns { sum += sample(column, row, channel, .replicate) * down * across }
            }
            return sum
        }
    }

    private static func weights(_ i: Int, from input: Int, to output: Int, _ filter: ResizeFilter) -> [(Int, Double)] {
        let scale = Double(input) / Double(output)
        if filter == .area {
            return (0..<input).map { j in
                let covered = min(Double(j + 1), Double(i + 1) * scale) - max(Double(j), Double(i) * scale)
                return (j, max(0, covered) / scale)
            }
        }
        let position = (Double(i) + 0.5) * scale - 0.5
        let first = Int(position.rounded(.down))
        return (first - 1...first + 2).map { j in
            let distance = abs(position - Double(j))
            return (j, filter == .bilinear ? max(0, 1 - distance) : cubic(distance))
        }
    }

    /// Keys' cubic convolution with a = -0.75.
    static func cubic(_ distance: Double) -> Double {
        let (a, d) = (-0.75, distance)
        if d <= 1 { return (a + 2) * d * d * d - (a + 3) * d * d + 1 }
        return d < 2 ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a : 0
    }

    /// The sample at a place between pixels.
    public func sample(at point: SIMD2<Double>, _ channel: Int, _ filter: SampleFilter, _ border: BorderMode) -> Double
    {
        let (left, top) = (Int(point.x.rounded(.down)), Int(point.y.rounded(.down)))
        var sum = 0.0
        for row in top - 1...top + 2 {
            for column in left - 1...left + 2 {
                let (dx, dy) = (abs(point.x - Double(column)), abs(point.y - Double(row)))
                let weight =
                    filter == .bilinear ? max(0, 1 - dx) * max(0, 1 - dy) : Self.cubic(dx) * Self.cubic(dy)
                if weight != 0 { sum += sample(column, row, channel, border) * weight }
            }
        }
        return sum
    }

    /// The image seen through a transform, bilinear.
    public func warped(to newSize: PixelSize, by inverse: AffineTransform, border: BorderMode) -> ReferenceImage {
        ReferenceImage(size: newSize, channelCount: channelCount) { x, y, channel in
            let (px, py) = (Double(x), Double(y))
            let place = SIMD2(
                Double(inverse.a) * px + Double(inverse.b) * py + Double(inverse.tx),
                Double(inverse.c) * px + Double(inverse.d) * py + Double(inverse.ty)
            )
            return sample(at: place, channel, .bilinear, border)
        }
    }

    /// The image at the place that `place` names for each column and row; 0 where it names none.
    public func remapped(
        to newSize: PixelSize,
        filter: SampleFilter,
        border: BorderMode,
        place: (Int, Int) -> SIMD2<Float>?
    ) -> ReferenceImage {
        ReferenceImage(size: newSize, channelCount: channelCount) { x, y, channel in
            guard let point = place(x, y) else { return 0 }
            let value = sample(at: SIMD2<Double>(point), channel, filter, border)
            return filter == .cubic ? min(max(value, 0), 255) : value
        }
    }
}
