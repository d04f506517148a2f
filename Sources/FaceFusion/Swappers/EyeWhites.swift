// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// The colour of the whites of both eyes: what tells the light on the eyes apart from the colour of the skin.
struct EyeWhites {
    /// L*, a*, b*.
    let color: SIMD3<Float>

    /// Averages the brighter half of the eyes without their irises; `nil` where hardly anything of them is seen.
    ///
    /// - Parameters:
    ///   - lab: A face, L*a*b*.
    ///   - points: The mesh in its pixels.
    ///   - topology: The mesh.
    init?(in lab: borrowing ColorPlanes<Float>, points: [SIMD3<Float>], topology: MeshTopology) {
        let features = FeatureMasks(
            size: lab.size,
            points: points,
            faceWidth: points.faceWidth,
            topology: topology
        )
        var samples: [SIMD3<Float>] = []
        for (ring, iris) in [
            (topology.rightEye, MeshPoint.rightIris), (topology.leftEye, MeshPoint.leftIris),
        ] {
            let mask = features.polygon(ring)
            let center = points[iris.lowerBound].xy
            let radius = 1.1 * (iris.dropFirst().map { points.distance(iris.lowerBound, $0) }.max() ?? 0)
            let box = PixelRegion(around: ring.map { points[$0].xy }, in: lab.size)
            for y in box.y..<box.maxY {
                for x in box.x..<box.maxX where mask[x, y] > 0.9 {
                    let offset = SIMD2(Float(x), Float(y)) - center
                    guard (offset * offset).sum() > radius * radius else { continue }
                    samples.append(SIMD3(lab.first[x, y], lab.second[x, y], lab.third[x, y]))
                }
            }
        }
        guard samples.count >= 12 else { return nil }
        samples.sort { $0.x > $1.x }
        let bright = samples.prefix(samples.count / 2)
        color = bright.reduce(SIMD3()) { $0 + $1 } / Float(bright.count)
    }
}

extension PixelRegion {
    /// The pixels around some points, inside a picture.
    init(around points: [SIMD2<Float>], in size: PixelSize) {
        var low = SIMD2<Float>(repeating: .greatestFiniteMagnitude)
        var high = -low
        for point in points {
            low = pointwiseMin(low, point)
            high = pointwiseMax(high, point)
        }
        let x = Int(low.x.clamped(to: 0...Float(size.width)))
        let y = Int(low.y.clamped(to: 0...Float(size.height)))
        let maxX = min(size.width, Int(high.x.clamped(to: -1...Float(size.width))) + 1)
        let maxY = min(size.height, Int(high.y.clamped(to: -1...Float(size.height))) + 1)
        self.init(x: x, y: y, width: max(0, maxX - x), height: max(0, maxY - y))
    }
}
