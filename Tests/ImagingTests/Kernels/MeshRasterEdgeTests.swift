// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Mesh raster at edges` {
    private func coverage(_ size: PixelSize, _ corners: [SIMD2<Float>]) -> Plane<Float> {
        let mesh = RasterMesh(triangles: [SIMD3(0, 1, 2)], positions: corners, depth: [0, 0, 0])
        return rasterizeMesh(size: size, mesh: mesh, attributes: [], outside: 0).coverage()
    }

    @Test func `a thousandth of a triangle beside its edge belongs to it`() {
        let size = PixelSize(width: 40, height: 40)
        // The left edge is a twentieth of a pixel right of column 3: 0.0005 of the triangle's 100 pixels.
        let near = coverage(size, [[3.05, -20], [103.05, -20], [3.05, 80]])
        #expect(near[3, 10] == 1 && near[2, 10] == 0)
        let far = coverage(size, [[3.15, -20], [103.15, -20], [3.15, 80]])
        #expect(far[3, 10] == 0 && far[4, 10] == 1)
    }

    @Test func `both directions around a triangle cover the same pixels`() {
        let size = PixelSize(width: 23, height: 17)
        for seed: UInt64 in 221...226 {
            var generator = SplitMix64(seed: seed)
            let corners = (0..<3).map { _ in
                SIMD2(Float.random(in: -5...28, using: &generator), Float.random(in: -5...22, using: &generator))
            }
            let there = coverage(size, corners).takeValues()
            let back = coverage(size, corners.reversed()).takeValues()
            // Pixels on an edge may fall to either side.
            let different = zip(there, back).filter { $0.0 != $0.1 }
            #expect(different.count <= 1, "seed \(seed)")
        }
    }

    @Test(arguments: [7, 8, 9, 15, 16, 17]) func `a triangle over one edge covers just the pixels inside`(side: Int) {
        let size = PixelSize(width: side, height: side)
        let (end, middle) = (Float(side), Float(side) / 2 + 0.2)
        // Tips that enter the picture by three and a half pixels from each of its four sides.
        let tips: [(tip: SIMD2<Float>, back: SIMD2<Float>)] = [
            ([3.5, middle], [-20, 0]), ([end - 4.5, middle], [20, 0]), ([middle, 3.5], [0, -20]),
            ([middle, end - 4.5], [0, 20]),
        ]
        for (tip, back) in tips {
            let across = SIMD2(back.y, -back.x) / 4
            let mask = coverage(size, [tip, tip + back + across, tip + back - across]).takeValues()
            for i in 0..<size.pixelCount {
                let offset = SIMD2(Float(i % side), Float(i / side)) - tip
                let along = (offset * back).sum() / 400
                let aside = abs((offset * across).sum()) / 25
                guard abs(aside - along) > 0.01 else { continue }
                #expect(mask[i] == (aside < along ? 1 : 0), "pixel \(i), tip \(tip)")
            }
            #expect(mask.contains(1))
        }
    }

    @Test func `triangles without area, outside or not finite draw nothing`() {
        let size = PixelSize(width: 12, height: 9)
        let none: [[SIMD2<Float>]] = [
            [[3, 3], [3, 3], [3, 3]], [[1, 1], [5, 5], [9, 9]], [[.nan, 1], [5, 1], [5, 8]],
            [[1, 1], [.infinity, 1], [5, 8]], [[-9, -9], [-2, -9], [-9, -2]], [[14, 2], [30, 2], [14, 8]],
            [[2, 11], [8, 11], [2, 20]], [[2, -20], [8, -20], [2, -2]], [[1e7, 1e7], [2e7, 1e7], [1e7, 2e7]],
        ]
        for corners in none {
            #expect(coverage(size, corners).takeValues().allSatisfy { $0 == 0 }, "\(corners)")
        }
        let huge = coverage(size, [[-1e7, -1e7], [3e7, -1e7], [-1e7, 3e7]]).takeValues()
        #expect(huge.allSatisfy { $0 == 1 })
    }

    @Test func `a triangle whose depth is not a number hides nothing`() {
        let size = PixelSize(width: 12, height: 9)
        let corners: [SIMD2<Float>] = [[-30, -30], [60, -30], [-30, 60]]
        let mesh = RasterMesh(
            triangles: [SIMD3(0, 1, 2), SIMD3(3, 4, 5)],
            positions: corners + corners,
            depth: [1, 1, 1, .nan, 0, 0]
        )
        let raster = rasterizeMesh(size: size, mesh: mesh, attributes: [[1, 1, 1, 2, 2, 2]], outside: 0)
        #expect(raster.plane(of: 0).takeValues().allSatisfy { $0 == 1 })
    }

    @Test func `without triangles, attributes or pixels there is nothing to draw`() {
        let mesh = RasterMesh(triangles: [], positions: [], depth: [])
        for size in [PixelSize(width: 9, height: 2), PixelSize(width: 0, height: 5), PixelSize(width: 0, height: 0)] {
            let raster = rasterizeMesh(size: size, mesh: mesh, attributes: [[], []], outside: 4)
            #expect(raster.size == size && raster.attributeCount == 2)
            let coverage = raster.coverage().takeValues()
            #expect(coverage.count == size.pixelCount && coverage.allSatisfy { $0 == 0 })
            for k in 0..<2 {
                let values = raster.plane(of: k).takeValues()
                #expect(values.count == size.pixelCount && values.allSatisfy { $0 == 4 })
            }
        }
        #expect(coverage(PixelSize(width: 0, height: 5), [[0, 0], [9, 0], [0, 9]]).takeValues().isEmpty)
    }

    @Test func `an attribute's values and its plane are the same, each its own`() {
        let size = PixelSize(width: 13, height: 7)
        let mesh = RasterMesh(triangles: [SIMD3(0, 1, 2)], positions: [[1, 1], [11, 2], [4, 6]], depth: [0, 0, 0])
        let raster = rasterizeMesh(
            size: size,
            mesh: mesh,
            attributes: [[1, 1, 1], [2, 2, 2], [3, 3, 3]],
            outside: -1
        )
        let mask = raster.coverage().takeValues()
        for k in 0..<3 {
            let values = raster.values(of: k)
            #expect((0..<values.count).map { values[$0] } == raster.plane(of: k).takeValues())
            #expect(raster.plane(of: k).takeValues() == mask.map { $0 == 1 ? Float(k + 1) : -1 })
        }
        #expect(mask.contains(1) && mask.contains(0))
    }
}
