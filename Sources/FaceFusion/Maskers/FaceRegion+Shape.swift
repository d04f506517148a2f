// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Depth inside a mask, from 0 at its border to 1 at `limit` pixels, by the 3-4 chamfer distance.
func insideDepth(_ mask: borrowing Plane<Float>, limit: Float) -> Plane<Float> {
    let (width, height) = (mask.size.width, mask.size.height)
    var depth = mask.copy()
    depth.update { $0 > 0.5 ? 1e6 : 0 }
    guard width > 2, height > 2 else { return depth }
    relax(&depth, rows: 1...(height - 2), columns: 1...(width - 2), direction: 1)
    relax(&depth, rows: 1...(height - 2), columns: 1...(width - 2), direction: -1)
    let scale = 1 / max(limit, 1e-3)
    depth.update { min($0 * scale, 1) }
    return depth
}

/// One pass of the chamfer distance: from the top left with direction 1, from the bottom right with -1.
private func relax(_ depth: inout Plane<Float>, rows: ClosedRange<Int>, columns: ClosedRange<Int>, direction: Int) {
    let width = depth.size.width
    let corner: Float = 4.0 / 3
    let (firstRow, firstColumn) =
        direction > 0
        ? (rows.lowerBound, columns.lowerBound) : (rows.upperBound, columns.upperBound)
    var values = depth.mutableValues
    for row in 0..<rows.count {
        var i = (firstRow + direction * row) * width + firstColumn
        for _ in 0..<columns.count {
            if values[i] > 0 {
                let above = i - direction * width
                let straight = min(values[i - direction], values[above]) + 1
                let diagonal = min(values[above - 1], values[above + 1]) + corner
                values[i] = min(values[i], min(straight, diagonal))
            }
            i += direction
        }
    }
}

/// Lets features belong to the face as far as the skin around them does.
func withFeatures(
    _ likely: borrowing Plane<Float>,
    oval: borrowing Plane<Float>,
    features: FeatureMasks
) -> Plane<Float> {
    let shapes = features.ownFeatures()
    var bare = oval.eroded(radius: features.radius(0.03), shape: .ellipse)
    bare.update(with: shapes) { $0 * (1 - $1) }
    let around = LocalMean(weights: bare, sigma: 0.035 * features.faceWidth)(likely)
    var whole = likely.copy()
    let (inside, near) = (shapes.values, around.values)
    var values = whole.mutableValues
    for i in 0..<values.count where inside[i] > 0.5 { values[i] = ((near[i] - 0.2) / 0.3).clamped(to: 0...1) }
    return whole
}

/// Drops what is not connected with cheeks and nose, and fills what lies wholly inside.
func onePiece(
    _ whole: borrowing Plane<Float>,
    oval: borrowing Plane<Float>,
    points: [SIMD3<Float>]
) -> Plane<Float> {
    let size = whole.size
    var hard = whole.copy()
    hard.update { $0 > 0.5 ? 1 : 0 }
    let core = hard.eroded(radius: 1, shape: .rectangle)
    let seeds = MeshPoint.surelyFace.compactMap { point -> Int? in
        let (x, y) = (Int(points[point].x.rounded()), Int(points[point].y.rounded()))
        return x >= 0 && y >= 0 && x < size.width && y < size.height ? y * size.width + x : nil
    }
    var face = flooded(core, from: seeds).dilated(radius: 2, shape: .rectangle)
    face.multiply(by: whole)
    var outside = face.copy()
    outside.update { $0 < 0.5 ? 1 : 0 }
    let inside = oval.values
    let reached = flooded(outside, from: (0..<inside.count).filter { inside[$0] == 0 })
    let (open, far) = (outside.values, reached.values)
    var values = face.mutableValues
    for i in 0..<values.count where open[i] > 0 && far[i] == 0 { values[i] = 1 }
    return face
}

/// 1 where a walk over pixels above one half reaches from the seeds, sides only.
///
/// Goes from run to run: of each run of pixels in a row only one pixel is remembered.
private func flooded(_ mask: borrowing Plane<Float>, from seeds: [Int]) -> Plane<Float> {
    var reached = Plane<Float>(size: mask.size, filledWith: 0)
    let (width, count) = (mask.size.width, mask.size.pixelCount)
    let open = mask.values
    var values = reached.mutableValues
    var stack = seeds
    while let seed = stack.popLast() {
        guard open[seed] > 0.5, values[seed] == 0 else { continue }
        let row = seed / width * width
        var (low, high) = (seed, seed + 1)
        while low > row, open[low - 1] > 0.5 { low -= 1 }
        while high < row + width, open[high] > 0.5 { high += 1 }
        for i in low..<high { values[i] = 1 }
        for shift in [-width, width] where low + shift >= 0 && high + shift <= count {
            for i in (low + shift)..<(high + shift) where open[i] > 0.5 && values[i] == 0 {
                if i == low + shift || open[i - 1] <= 0.5 { stack.append(i) }
            }
        }
    }
    return reached
}
