// SPDX-License-Identifier: Apache-2.0

internal import Imaging

extension Plane where Element == Float {
    /// Lets what is not skin above the brows hide everything farther up the forehead.
    ///
    /// A fringe leaves gaps of skin between its strands; a running minimum along the face's up axis closes them.
    ///
    /// - Parameter points: The mesh in the plane's pixels.
    func closedUpwards(points: [SIMD3<Float>], faceWidth: Float) -> Plane<Float> {
        let up = points[MeshPoint.foreheadTop].xy - points[MeshPoint.chin].xy
        let length = max((up * up).sum().squareRoot(), 1e-6)
        let (sine, cosine) = (up.x / length, -up.y / length)
        let center = points[MeshPoint.betweenBrows].xy
        let upright = AffineTransform(
            a: cosine,
            b: sine,
            tx: (1 - cosine) * center.x - sine * center.y,
            c: -sine,
            d: cosine,
            ty: sine * center.x + (1 - cosine) * center.y
        )
        guard let back = upright.inverse else { return copy() }
        var turned = warped(to: size, by: back, border: .replicate)
        let brows = MeshPoint.browTops.map { upright(points[$0].xy).y }.min() ?? 0
        let rows = Int((brows - 0.03 * faceWidth).clamped(to: 1...Float(max(size.height - 1, 1))))
        guard rows < size.height else { return copy() }
        let forehead = PixelRegion(x: 0, y: 0, width: size.width, height: rows)
        let thinned = turned.cropped(to: forehead).eroded(width: max(3, Int(0.06 * faceWidth)), height: 1)
        for y in stride(from: rows - 1, through: 0, by: -1) {
            for x in 0..<size.width {
                turned[x, y] = y == rows - 1 ? thinned[x, y] : min(thinned[x, y], turned[x, y + 1])
            }
        }
        return turned.warped(to: size, by: upright, border: .replicate)
    }
}
