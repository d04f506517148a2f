// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Mesh raster` {
    private static let sizes =
        oddSizes + [7, 8, 9, 15, 16, 17].map { PixelSize(width: $0, height: 12) } + [PixelSize(width: 64, height: 40)]

    /// Triangles that overlap at random depths, some corners outside the picture; none is a sliver.
    private func triangles(_ count: Int, in size: PixelSize, seed: UInt64) -> RasterMesh {
        var generator = SplitMix64(seed: seed)
        func coordinate(_ side: Int) -> Float { .random(in: -6...Float(side) + 6, using: &generator) }
        var (positions, depth): ([SIMD2<Float>], [Float]) = ([], [])
        while positions.count < 3 * count {
            let corners = (0..<3).map { _ in SIMD2(coordinate(size.width), coordinate(size.height)) }
            let (ab, ac) = (corners[1] - corners[0], corners[2] - corners[0])
            let area: Float = ab.x * ac.y - ab.y * ac.x
            guard area.magnitude > 12 else { continue }
            positions += corners
            depth += (0..<3).map { _ in Float.random(in: -5...5, using: &generator) }
        }
        return RasterMesh(triangles: threes(count), positions: positions, depth: depth)
    }

    /// Triangles that share no vertex.
    private func threes(_ count: Int) -> [SIMD3<Int32>] {
        (0..<count).map { i in
            let first = Int32(3 * i)
            return SIMD3(first, first + 1, first + 2)
        }
    }

    @Test(arguments: sizes, [1, 2, 9]) func `it agrees with trying every triangle at every pixel`(
        size: PixelSize,
        count: Int
    ) {
        for seed: UInt64 in 191...196 {
            let mesh = triangles(count, in: size, seed: seed)
            var generator = SplitMix64(seed: seed + 100)
            let attributes = (0..<3).map { _ in
                (0..<3 * count).map { _ in Float.random(in: 0...100, using: &generator) }
            }
            let raster = rasterizeMesh(size: size, mesh: mesh, attributes: attributes, outside: -7)
            let coverage = raster.coverage().takeValues()
            for (k, attribute) in attributes.enumerated() {
                let wanted = referenceRaster(size: size, mesh: mesh, attribute: attribute)
                let actual = raster.plane(of: k).takeValues()
                let safe = wanted.indices.filter { wanted[$0].isSafe }
                #expect(safe.count * 10 >= size.pixelCount * 9 || size.pixelCount < 10, "seed \(seed)")
                let difference = greatestDifference(safe.map { actual[$0] }, safe.map { wanted[$0].value ?? -7 })
                #expect(difference < 0.01, "attribute \(k), seed \(seed)")
                #expect(safe.allSatisfy { coverage[$0] == (wanted[$0].value == nil ? 0 : 1) }, "seed \(seed)")
            }
        }
    }

    /// A grid of triangles over the whole picture whose inner corners are moved about.
    private func grid(_ size: PixelSize, step: Int, seed: UInt64) -> RasterMesh {
        var generator = SplitMix64(seed: seed)
        let (columns, rows) = (size.width / step + 3, size.height / step + 3)
        let positions = (0..<columns * rows).map { i in
            func place(_ index: Int) -> Float {
                Float((index - 1) * step) + Float.random(in: -0.4...0.4, using: &generator) * Float(step)
            }
            return SIMD2(place(i % columns), place(i / columns))
        }
        let triangles = (0..<(columns - 1) * (rows - 1)).flatMap { i -> [SIMD3<Int32>] in
            let corner = Int32(i / (columns - 1) * columns + i % (columns - 1))
            let below = corner + Int32(columns)
            return [SIMD3(corner, corner + 1, below), SIMD3(corner + 1, below + 1, below)]
        }
        return RasterMesh(triangles: triangles, positions: positions, depth: positions.map { _ in 1 })
    }

    @Test(arguments: sizes, [3, 11]) func `neighbours leave no gap and interpolate what they carry`(
        size: PixelSize,
        step: Int
    ) {
        for seed: UInt64 in 201...203 {
            let mesh = grid(size, step: step, seed: seed)
            // Attributes that are linear in the place: at every pixel they are the pixel's own place.
            let attributes = [mesh.positions.map(\.x), mesh.positions.map(\.y), mesh.positions.map { _ in 3 }]
            let raster = rasterizeMesh(size: size, mesh: mesh, attributes: attributes, outside: -99)
            #expect(raster.coverage().takeValues().allSatisfy { $0 == 1 }, "seed \(seed)")
            let columns = (0..<size.pixelCount).map { Double($0 % size.width) }
            let rows = (0..<size.pixelCount).map { Double($0 / size.width) }
            #expect(greatestDifference(raster.plane(of: 0).takeValues(), columns) < 1e-3, "seed \(seed)")
            #expect(greatestDifference(raster.plane(of: 1).takeValues(), rows) < 1e-3, "seed \(seed)")
            #expect(raster.plane(of: 2).takeValues().allSatisfy { $0 == 3 }, "seed \(seed)")
        }
    }

    @Test(arguments: [7, 8, 9, 15, 16, 17]) func `corners on pixels and edges through pixels leave no gap`(side: Int) {
        let last = Float(side - 1)
        let square = RasterMesh(
            triangles: [SIMD3(0, 1, 2), SIMD3(2, 1, 3)],
            positions: [[0, 0], [last, 0], [0, last], [last, last]],
            depth: [0, 0, 0, 0]
        )
        let size = PixelSize(width: side, height: side)
        let raster = rasterizeMesh(size: size, mesh: square, attributes: [], outside: 0)
        #expect(raster.coverage().takeValues().allSatisfy { $0 == 1 })
    }

    /// A triangle of one depth and one attribute.
    private struct FlatTriangle {
        var corners: [SIMD2<Float>]
        var depth: Float
        var value: Float

        init(_ corners: [SIMD2<Float>], _ depth: Float, _ value: Float) {
            self.corners = corners
            self.depth = depth
            self.value = value
        }
    }

    /// The attribute after the triangles were drawn in this order.
    private func drawn(_ triangles: [FlatTriangle], _ size: PixelSize) -> [Float] {
        let mesh = RasterMesh(
            triangles: threes(triangles.count),
            positions: triangles.flatMap(\.corners),
            depth: triangles.flatMap { [Float](repeating: $0.depth, count: 3) }
        )
        let values = triangles.flatMap { [Float](repeating: $0.value, count: 3) }
        return rasterizeMesh(size: size, mesh: mesh, attributes: [values], outside: 0).plane(of: 0).takeValues()
    }

    @Test func `at equal depth the later triangle wins, else the nearer one`() {
        let size = PixelSize(width: 19, height: 10)
        let all: [SIMD2<Float>] = [[-30, -30], [90, -30], [-30, 90]]
        func both(_ first: (depth: Float, value: Float), _ second: (depth: Float, value: Float)) -> Set<Float> {
            let triangles = [first, second].map { FlatTriangle(all, $0.depth, $0.value) }
            return Set(drawn(triangles, size))
        }
        #expect(both((2, 5), (2, 6)) == [6])
        #expect(both((2, 6), (2, 5)) == [5])
        #expect(both((1, 5), (2, 6)) == [5])
        #expect(both((2, 6), (1, 5)) == [5])
        #expect(both((-1, 5), (2, 6)) == [5])
    }

    @Test(arguments: 211...214 as ClosedRange<UInt64>) func `the order of triangles at other depths does not matter`(
        seed: UInt64
    ) {
        let size = PixelSize(width: 27, height: 20)
        let mesh = triangles(12, in: size, seed: seed)
        let triangles = (0..<12).map { i in
            let corners = Array(mesh.positions[3 * i..<3 * i + 3])
            return FlatTriangle(corners, Float(i * 7 % 12), Float(i + 1))
        }
        let once = drawn(triangles, size)
        var generator = SplitMix64(seed: seed)
        #expect(drawn(triangles.shuffled(using: &generator), size) == once, "seed \(seed)")
        #expect(Set(once).count > 3, "seed \(seed)")
    }

    @Test func `two triangles that cross change places where their depths are equal`() {
        let size = PixelSize(width: 21, height: 8)
        let corners: [SIMD2<Float>] = [[-30, -40], [70, -40], [20, 160]]
        // One is at depth 3 everywhere, the other's depth is column minus 7.5.
        let mesh = RasterMesh(
            triangles: [SIMD3(0, 1, 2), SIMD3(3, 4, 5)],
            positions: corners + corners,
            depth: [3, 3, 3] + corners.map { $0.x - 7.5 }
        )
        let values = rasterizeMesh(size: size, mesh: mesh, attributes: [[1, 1, 1, 2, 2, 2]], outside: 0)
        let row = (0..<21).map { Float($0 <= 10 ? 2 : 1) }
        #expect(values.plane(of: 0).takeValues() == (0..<8).flatMap { _ in row })
    }
}
