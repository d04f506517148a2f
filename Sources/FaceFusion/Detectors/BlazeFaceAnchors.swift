// SPDX-License-Identifier: Apache-2.0

/// The points that a BlazeFace model's outputs are relative to, in the order of its outputs.
enum BlazeFaceAnchors {
    /// One grid of anchors.
    struct Grid {
        /// Input pixels between two cells.
        let stride: Int
        /// Anchors in each cell, all at its centre.
        let countPerCell: Int
    }

    /// The centres of all cells, row by row, grid after grid.
    ///
    /// Units: fractions of the input's side.
    static func centers(inputSide: Int, grids: [Grid]) -> [SIMD2<Float>] {
        var centers: [SIMD2<Float>] = []
        for grid in grids {
            let cells = inputSide / grid.stride
            for y in 0..<cells {
                for x in 0..<cells {
                    let center = (SIMD2(Float(x), Float(y)) + 0.5) / Float(cells)
                    centers.append(contentsOf: repeatElement(center, count: grid.countPerCell))
                }
            }
        }
        return centers
    }
}
