// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// How much of each pixel a polygon covers, from 32 by 32 points per pixel and the even-odd rule.
public func referencePolygonMask(size: PixelSize, points: [SIMD2<Float>]) -> [Double] {
    let count = 32
    return (0..<size.pixelCount).map { pixel in
        var inside = 0
        for j in 0..<count {
            for i in 0..<count {
                let x = Double(pixel % size.width) - 0.5 + (Double(i) + 0.5) / Double(count)
                let y = Double(pixel / size.width) - 0.5 + (Double(j) + 0.5) / Double(count)
                if contains(points, x, y) { inside += 1 }
            }
        }
        return Double(inside) / Double(count * count)
    }
}

/// Whether a ray to the right crosses the polygon's edges an odd number of times.
private func contains(_ points: [SIMD2<Float>], _ x: Double, _ y: Double) -> Bool {
    var isInside = false
    for (i, point) in points.enumerated() {
        let (a, b) = (SIMD2<Double>(point), SIMD2<Double>(points[(i + 1) % points.count]))
        if (a.y > y) != (b.y > y) && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x) { isInside.toggle() }
    }
    return isInside
}

/// One value per pixel of a mesh, all triangles tried at every pixel; `nil` where none is.
///
/// `isSafe` is false at pixels so near to an edge, or at depths so near to each other, that rounding may decide.
public func referenceRaster(
    size: PixelSize,
    mesh: RasterMesh,
    attribute: [Float]
) -> [(value: Double?, isSafe: Bool)] {
    (0..<size.pixelCount).map { pixel in
        var (nearest, value, isSafe) = (Double.infinity, Double?.none, true)
        for triangle in mesh.triangles {
            let ids = [Int(triangle.x), Int(triangle.y), Int(triangle.z)]
            let corners = ids.map { SIMD2<Double>(mesh.positions[$0]) }
            let (ab, ac) = (corners[1] - corners[0], corners[2] - corners[0])
            let point = SIMD2(Double(pixel % size.width), Double(pixel / size.width)) - corners[0]
            let area = ab.x * ac.y - ac.x * ab.y
            guard abs(area) > 1e-6 else { continue }
            let u = (point.x * ac.y - point.y * ac.x) / area
            let v = (point.y * ab.x - point.x * ab.y) / area
            let margin = min(u, v, 1 - u - v) + 1e-3
            if abs(margin) < 1e-4 { isSafe = false }
            guard margin >= 0 else { continue }
            func mix(_ values: [Float]) -> Double {
                let (a, b, c) = (Double(values[ids[0]]), Double(values[ids[1]]), Double(values[ids[2]]))
                return a + u * (b - a) + v * (c - a)
            }
            let depth = mix(mesh.depth)
            if abs(depth - nearest) < 1e-3 { isSafe = false }
            if depth <= nearest { (nearest, value) = (depth, mix(attribute)) }
        }
        return (value, isSafe)
    }
}
