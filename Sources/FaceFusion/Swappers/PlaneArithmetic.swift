// SPDX-License-Identifier: Apache-2.0

internal import Imaging

extension Plane where Element == Float {
    /// Replaces every value by `body(value, value of other)`.
    @inline(__always)
    mutating func update(with other: borrowing Plane<Float>, _ body: (Float, Float) -> Float) {
        let theirs = other.values
        var mine = mutableValues
        let count = mine.count
        precondition(theirs.count == count, "planes of one size")
        for i in 0..<count { unsafe mine[unchecked: i] = body(mine[unchecked: i], theirs[unchecked: i]) }
    }

    /// Replaces every value by `body(value)`.
    @inline(__always)
    mutating func update(_ body: (Float) -> Float) {
        var mine = mutableValues
        for i in 0..<mine.count { unsafe mine[unchecked: i] = body(mine[unchecked: i]) }
    }

    /// Multiplies by another plane.
    mutating func multiply(by other: borrowing Plane<Float>) { update(with: other) { $0 * $1 } }

    /// Keeps the greater value.
    mutating func keepMaximum(of other: borrowing Plane<Float>) { update(with: other) { max($0, $1) } }

    /// Keeps the greater value in a part of the plane.
    mutating func keepMaximum(of other: borrowing Plane<Float>, at place: PixelRegion) {
        precondition(other.size == place.size && size.bounds.contains(place), "the part lies in the plane")
        let width = size.width
        let theirs = other.values
        var mine = mutableValues
        for y in 0..<place.height {
            let row = (place.y + y) * width + place.x
            for x in 0..<place.width { mine[row + x] = max(mine[row + x], theirs[y * place.width + x]) }
        }
    }

    /// All values added up.
    func sum() -> Float {
        let mine = values
        var sum: Float = 0
        for i in 0..<mine.count { sum += mine[i] }
        return sum
    }

    /// The value nearest to a point, the edge's outside.
    func nearest(_ point: SIMD2<Float>) -> Float {
        let x = Int(point.x.rounded()).clamped(to: 0...(size.width - 1))
        let y = Int(point.y.rounded()).clamped(to: 0...(size.height - 1))
        return self[x, y]
    }
}

/// Mean and standard deviation of a plane where `selected` is above one half.
func statistics(
    of plane: borrowing Plane<Float>,
    where selected: borrowing Plane<Float>
) -> (mean: Float, deviation: Float) {
    precondition(plane.size == selected.size, "planes of one size")
    let (values, chosen) = (plane.values, selected.values)
    var (count, sum, squares) = (0.0, 0.0, 0.0)
    for i in 0..<plane.size.pixelCount where chosen[i] > 0.5 {
        let v = Double(values[i])
        count += 1
        sum += v
        squares += v * v
    }
    guard count > 0 else { return (0, 1e-3) }
    let mean = sum / count
    return (Float(mean), Float(max(squares / count - mean * mean, 0).squareRoot()) + 1e-3)
}
