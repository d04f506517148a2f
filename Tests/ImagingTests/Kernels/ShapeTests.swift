// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Polygon mask` {
    private let size = PixelSize(width: 24, height: 18)

    /// A star without crossings: corners at random distances around a centre.
    private func star(_ corners: Int, reach: Float, seed: UInt64) -> [SIMD2<Float>] {
        var generator = SplitMix64(seed: seed)
        // Unit directions by turning one again and again: no sines needed.
        var direction = SIMD2<Float>(1, 0)
        let angle = 2 * Float.pi / Float(corners)
        let (cosine, sine) = (
            1 - angle * angle / 2 + angle * angle * angle * angle / 24, angle - angle * angle * angle / 6
        )
        return (0..<corners).map { _ in
            let distance = Float.random(in: 0.3...1, using: &generator) * reach
            let corner = SIMD2<Float>(11.3, 8.9) + direction * distance
            direction = [direction.x * cosine - direction.y * sine, direction.x * sine + direction.y * cosine]
            return corner
        }
    }

    @Test(arguments: [6, 13, 21], [3, 9, 40] as [Float])
    func `coverage agrees with counting points`(corners: Int, reach: Float) {
        for seed: UInt64 in 81...84 {
            let points = star(corners, reach: reach, seed: seed)
            let wanted = referencePolygonMask(size: size, points: points)
            let actual = polygonMask(size: size, points: points).takeValues()
            // Counting 32 by 32 points is off by about an edge's length over 32.
            #expect(greatestDifference(actual, wanted) < 0.06, "seed \(seed)")
            let (sum, expected) = (actual.reduce(0) { $0 + Double($1) }, wanted.reduce(0, +))
            #expect(abs(sum - expected) < 0.01 * expected + 0.3, "seed \(seed)")
            let backwards = polygonMask(size: size, points: points.reversed()).takeValues()
            #expect(greatestDifference(actual, backwards) < 1e-4, "seed \(seed)")
        }
    }

    @Test(arguments: vectorSizes + oddSizes) func `coverage agrees where a polygon leaves the mask on every side`(
        size: PixelSize
    ) {
        for seed: UInt64 in 85...88 {
            var generator = SplitMix64(seed: seed)
            // A triangle and a crossing quadrilateral, as they fall.
            for corners in 3...4 {
                let points = (0..<corners).map { _ in
                    SIMD2(
                        Float.random(in: -4...Float(size.width) + 3, using: &generator),
                        Float.random(in: -4...Float(size.height) + 3, using: &generator)
                    )
                }
                let actual = polygonMask(size: size, points: points).takeValues()
                let wanted = referencePolygonMask(size: size, points: points)
                let off = zip(actual, wanted).filter { abs(Double($0) - $1) >= 0.06 }.count
                // In the pixels around a crossing that both windings share their areas cancel.
                #expect(off <= 2 * (corners - 3), "\(corners) corners, seed \(seed)")
            }
        }
    }

    @Test(arguments: 101...106 as ClosedRange<UInt64>) func `coverage adds up to the polygon's area`(seed: UInt64) {
        let points = star(11, reach: 8, seed: seed)
        let twice = points.indices.reduce(0.0) { sum, i in
            let (a, b) = (SIMD2<Double>(points[i]), SIMD2<Double>(points[(i + 1) % points.count]))
            return sum + a.x * b.y - a.y * b.x
        }
        let sum = polygonMask(size: size, points: points).takeValues().reduce(0) { $0 + Double($1) }
        #expect(abs(sum - abs(twice) / 2) < 0.01, "seed \(seed)")
    }

    @Test func `a rectangle on pixel edges covers whole pixels, one between them parts`() {
        let whole = polygonMask(size: size, points: [[2.5, 3.5], [10.5, 3.5], [10.5, 7.5], [2.5, 7.5]])
        for y in 0..<size.height {
            for x in 0..<size.width { #expect(whole[x, y] == ((3...10).contains(x) && (4...7).contains(y) ? 1 : 0)) }
        }
        let part = polygonMask(size: size, points: [[2.75, 3], [4.5, 3], [4.5, 8], [2.75, 8]])
        #expect(part[3, 5] == 0.75 && part[3, 3] == 0.375 && part[4, 5] == 1 && part[5, 5] == 0 && part[2, 5] == 0)
    }

    @Test func `a polygon around the image covers all of it`() {
        let mask = polygonMask(size: size, points: [[-100, -50], [200, -60], [300, 90], [-80, 100]])
        #expect(mask.takeValues().allSatisfy { abs($0 - 1) < 1e-4 })
        let outside = polygonMask(size: size, points: [[-100, -50], [-20, -60], [-30, 90]])
        #expect(outside.takeValues().allSatisfy { $0 == 0 })
    }

    @Test func `where a polygon covers twice it counts as outside`() {
        // Twice around the same square.
        let square: [SIMD2<Float>] = [[2.5, 2.5], [8.5, 2.5], [8.5, 8.5], [2.5, 8.5]]
        #expect(polygonMask(size: size, points: square + square).takeValues().allSatisfy { abs($0) < 1e-5 })
    }

    @Test func `a polygon that goes around inside itself has a hole, in either direction`() {
        // A bridge of no width leads to the inner square and back.
        let outer: [SIMD2<Float>] = [[1.2, 1.7], [20.4, 1.7], [20.4, 15.1], [1.2, 15.1], [1.2, 1.7]]
        let inner: [SIMD2<Float>] = [[5.3, 4.4], [15.8, 4.4], [15.8, 11.9], [5.3, 11.9], [5.3, 4.4]]
        for points in [outer + inner, outer + inner.reversed()] {
            let mask = polygonMask(size: size, points: points).takeValues()
            #expect(greatestDifference(mask, referencePolygonMask(size: size, points: points)) < 0.06)
            let area: Float = 19.2 * 13.4 - 10.5 * 7.5
            let sum = mask.reduce(0, +)
            #expect((sum - area).magnitude < 0.01)
        }
    }

    @Test func `fewer than three corners cover nothing`() {
        for points: [SIMD2<Float>] in [[], [[3, 3]], [[3, 3], [9, 9]]] {
            #expect(polygonMask(size: size, points: points).takeValues().allSatisfy { $0 == 0 })
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `Convex hull` {
    @Test(arguments: 91...98 as ClosedRange<UInt64>) func `all points are inside and its corners are points`(
        seed: UInt64
    ) {
        var generator = SplitMix64(seed: seed)
        let points = (0..<60).map { _ in
            SIMD2(Float(Int.random(in: -9...9, using: &generator)), Float(Int.random(in: -9...9, using: &generator)))
        }
        let hull = convexHull(points)
        #expect(hull.count >= 3 && hull.allSatisfy { points.contains($0) }, "seed \(seed)")
        let again = convexHull(hull + points.shuffled(using: &generator))
        #expect(again == hull, "the hull of the hull and its points, seed \(seed)")
        for (i, corner) in hull.enumerated() {
            let edge = hull[(i + 1) % hull.count] - corner
            // The same side for every point, and no corner on a straight line.
            let turns = points.map { edge.x * ($0.y - corner.y) - edge.y * ($0.x - corner.x) }
            #expect(turns.allSatisfy { $0 >= 0 }, "seed \(seed)")
            let next = hull[(i + 2) % hull.count] - corner
            #expect(edge.x * next.y - edge.y * next.x > 0, "seed \(seed)")
        }
    }

    @Test func `few or straight points are their own hull`() {
        #expect(convexHull([]).isEmpty)
        #expect(convexHull([[1, 2], [1, 2]]) == [[1, 2]])
        #expect(convexHull([[0, 0], [2, 2], [1, 1], [3, 3]]) == [[0, 0], [3, 3]])
    }
}
