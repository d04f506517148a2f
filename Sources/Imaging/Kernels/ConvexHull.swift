// SPDX-License-Identifier: Apache-2.0

/// The corners of the smallest convex polygon around the points.
///
/// Source: Andrew's monotone chain.
///
/// - Parameter points: In any order; finite.
/// - Returns: Corners in order around the polygon, none on a straight line; the distinct points when fewer than three.
public func convexHull(_ points: [SIMD2<Float>]) -> [SIMD2<Float>] {
    var sorted = points.sorted { $0.x == $1.x ? $0.y < $1.y : $0.x < $1.x }
    var last: SIMD2<Float>?
    sorted.removeAll { point in
        defer { last = point }
        return point == last
    }
    guard sorted.count >= 3 else { return sorted }
    let lower = chain(sorted)
    let upper = chain(sorted.reversed())
    return lower.dropLast() + upper.dropLast()
}

/// The chain of right-hand corners from the first to the last of sorted points.
private func chain(_ points: [SIMD2<Float>]) -> [SIMD2<Float>] {
    var chain: [SIMD2<Float>] = []
    for point in points {
        while chain.count >= 2 && turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
            chain.removeLast()
        }
        chain.append(point)
    }
    return chain
}

/// Twice the signed area of a triangle; in doubles, so that points that nearly lie on a line are told apart.
private func turn(_ a: SIMD2<Float>, _ b: SIMD2<Float>, _ c: SIMD2<Float>) -> Double {
    let u = SIMD2<Double>(b) - SIMD2<Double>(a)
    let v = SIMD2<Double>(c) - SIMD2<Double>(a)
    return u.x * v.y - u.y * v.x
}
