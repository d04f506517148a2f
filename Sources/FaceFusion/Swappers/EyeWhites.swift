// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// The colour of the whites of both eyes: what tells the light on the eyes apart from the colour of the skin.
struct EyeWhites {
    /// L*, a*, b*.
    let color: SIMD3<Float>

    /// As ``init(in:points:topology:)`` of a picture, of which only the eyes are converted.
    init?(inEyesOf image: borrowing PixelBuffer, points: [SIMD3<Float>], topology: MeshTopology) {
        let box = PixelRegion(around: (topology.rightEye + topology.leftEye).map { points[$0].xy }, in: image.size)
        guard !box.isEmpty else { return nil }
        let origin = SIMD3(Float(box.x), Float(box.y), 0)
        self.init(
            in: image.cropped(to: box).colorPlanes().lab(),
            points: points.map { $0 - origin },
            topology: topology
        )
    }

    /// Averages the eyes without their irises; `nil` where hardly anything of them is seen.
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
            let radius = 1.15 * points.irisRadius(iris)
            let box = PixelRegion(around: ring.map { points[$0].xy }, in: lab.size)
            for y in box.y..<box.maxY {
                for x in box.x..<box.maxX where mask[x, y] > 0.9 {
                    let offset = SIMD2(Float(x), Float(y)) - center
                    guard (offset * offset).sum() > radius * radius else { continue }
                    samples.append(SIMD3(lab.first[x, y], lab.second[x, y], lab.third[x, y]))
                }
            }
        }
        guard samples.count > 8 else { return nil }
        color = samples.reduce(SIMD3()) { $0 + $1 } / Float(samples.count)
    }
}

/// The eyes of the fused face.
struct EyeArea: ~Copyable {
    /// Inside of both lids, softened.
    let inside: Plane<Float>
    /// 0 on the irises, 1 beside them.
    private let besideIris: Plane<Float>

    /// The eyes of a face.
    init(_ features: FeatureMasks) {
        inside = features.eyes(softness: 0.006)
        var beside = Plane<Float>(size: features.size, filledWith: 1)
        var values = beside.mutableValues
        for iris in [MeshPoint.rightIris, MeshPoint.leftIris] {
            let center = features.points[iris.lowerBound].xy
            let radius = max(1, features.points.irisRadius(iris))
            let reach = SIMD2(repeating: 1.3 * radius)
            let box = PixelRegion(around: [center - reach, center + reach], in: features.size)
            for y in box.y..<box.maxY {
                for x in box.x..<box.maxX {
                    let offset = SIMD2(Float(x), Float(y)) - center
                    let distance = (offset * offset).sum().squareRoot() / radius
                    let i = y * features.size.width + x
                    values[i] = min(values[i], ((distance - 1.05) / 0.2).clamped(to: 0...1))
                }
            }
        }
        besideIris = beside
    }

    /// Where a texture shows eyeballs: lids and the inner corner, whose chroma is the skin's, are left out.
    func eyeballs(in lab: borrowing ColorPlanes<Float>, skinChroma: Float, whites: EyeWhites?) -> Plane<Float> {
        let white = whites.map { ($0.color.y * $0.color.y + $0.color.z * $0.color.z).squareRoot() } ?? 0
        let scale = 1 / max(skinChroma - white, 3)
        var skin = besideIris.copy()
        let (a, b) = (lab.second.values, lab.third.values)
        do {
            var values = skin.mutableValues
            for i in 0..<values.count {
                let chroma = (a[i] * a[i] + b[i] * b[i]).squareRoot()
                values[i] *= (((chroma - white) * scale - 0.45) / 0.3).clamped(to: 0...1)
            }
        }
        var eyeballs = inside.copy()
        eyeballs.update(with: skin.gaussianBlurred(sigma: 0.8)) { $0 * (1 - $1) }
        return eyeballs
    }
}

extension [SIMD3<Float>] {
    /// Mean distance of an iris' border from its centre.
    func irisRadius(_ iris: Range<Int>) -> Float {
        iris.dropFirst().reduce(0) { $0 + distance(iris.lowerBound, $1) } / Float(Swift.max(iris.count - 1, 1))
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
