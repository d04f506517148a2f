// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FaceFusion

@Suite(.timeLimit(.minutes(1))) struct `Anchors` {
    @Test func `the short range has 896, two in each of 256 cells and six in each of 64`() {
        let centers = BlazeFaceAnchors.centers(
            inputSide: 128,
            grids: [.init(stride: 8, countPerCell: 2), .init(stride: 16, countPerCell: 6)]
        )
        #expect(centers.count == 896)
        #expect(centers[0] == SIMD2(0.03125, 0.03125) && centers[1] == centers[0])
        #expect(centers[2] == SIMD2(0.09375, 0.03125))
        #expect(centers[512] == SIMD2(0.0625, 0.0625) && centers[517] == centers[512])
        #expect(centers[895] == SIMD2(0.9375, 0.9375))
    }

    @Test func `the full range has 2304, one in each cell, row by row`() {
        let centers = BlazeFaceAnchors.centers(inputSide: 192, grids: [.init(stride: 4, countPerCell: 1)])
        #expect(centers.count == 2304 && Set(centers).count == 2304)
        #expect(centers[48].x == centers[0].x && centers[48].y > centers[0].y)
        #expect(centers.allSatisfy { all($0 .> 0) && all($0 .< 1) })
    }
}
