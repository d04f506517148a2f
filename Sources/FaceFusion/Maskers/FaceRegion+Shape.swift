// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// Depth inside a mask, from 0 at its border to 1 at `limit` pixels, by the 3-4 chamfer distance.
func insideDepth(_ mask: borrowing Plane<Float>, limit: Float) -> Plane<Float> {
    let (width, height) = (mask.size.width, mask.size.height)
    var depth = mask.copy()
    depth.update { $0 > 0.5 ? 1e6 : 0 }
    let (side, corner): (Float, Float) = (1, 4.0 / 3)
    var values = depth.mutableValues
    func relaxed(_ i: Int, _ neighbours: [(offset: Int, cost: Float)], _ values: borrowing MutableSpan<Float>) -> Float
    {
        var least = values[i]
        for (offset, cost) in neighbours { least = min(least, values[i + offset] + cost) }
        return least
    }
    guard width > 2, height > 2 else { return depth }
    let above = [(-1, side), (-width, side), (-width - 1, corner), (-width + 1, corner)]
    let below = above.map { (-$0.0, $0.1) }
    for y in 1..<(height - 1) {
        for x in 1..<(width - 1) where values[y * width + x] > 0 {
            values[y * width + x] = relaxed(y * width + x, above, values)
        }
    }
    for y in stride(from: height - 2, to: 0, by: -1) {
        for x in stride(from: width - 2, to: 0, by: -1) where values[y * width + x] > 0 {
            values[y * width + x] = relaxed(y * width + x, below, values)
        }
    }
    let scale = 1 / max(limit, 1e-3)
    depth.update { min($0 * scale, 1) }
    return depth
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
    let around = likely.localMean(weights: bare, sigma: 0.035 * features.faceWidth)
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
private func flooded(_ mask: borrowing Plane<Float>, from seeds: [Int]) -> Plane<Float> {
    let (width, height) = (mask.size.width, mask.size.height)
    var reached = Plane<Float>(size: mask.size, filledWith: 0)
    let open = mask.values
    var values = reached.mutableValues
    var stack: [Int] = []
    func visit(_ i: Int, _ stack: inout [Int], _ values: inout MutableSpan<Float>) {
        guard values[i] == 0, open[i] > 0.5 else { return }
        values[i] = 1
        stack.append(i)
    }
    for seed in seeds { visit(seed, &stack, &values) }
    while let i = stack.popLast() {
        let (x, y) = (i % width, i / width)
        if x > 0 { visit(i - 1, &stack, &values) }
        if x + 1 < width { visit(i + 1, &stack, &values) }
        if y > 0 { visit(i - width, &stack, &values) }
        if y + 1 < height { visit(i + width, &stack, &values) }
    }
    return reached
}
