// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// How well the camera sees each point of a face, 0 (turned away) to 1.
///
/// From the mean of the normals of the tessellation's triangles around it: their part towards the camera, 0.18 to 0.45,
/// is stretched to 0 to 1. The triangles that fill eyes and mouth are wound both ways and say nothing; an iris is
/// seen as
/// well as the ring around its eye.
func vertexVisibility(of face: [SIMD3<Float>], topology: MeshTopology) -> [Float] {
    let tessellation = topology.triangles.prefix(topology.tessellation)
    var facing: [Float] = tessellation.map { triangle in
        let (a, b, c) = (face[Int(triangle.x)], face[Int(triangle.y)], face[Int(triangle.z)])
        let (u, v) = (b - a, c - a)
        let normal = SIMD3(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x)
        return -normal.z / ((normal * normal).sum().squareRoot() + 1e-6)
    }
    if median(facing) < 0 { facing = facing.map { -$0 } }
    var sums = [SIMD2<Float>](repeating: .zero, count: face.count)
    for (triangle, value) in zip(tessellation, facing) {
        for corner in 0..<3 { sums[Int(triangle[corner])] += SIMD2(value, 1) }
    }
    var means = sums.map { $0.x / max($0.y, 1) }
    for (iris, ring) in [(MeshPoint.rightIris, topology.rightEye), (MeshPoint.leftIris, topology.leftEye)] {
        let mean = ring.reduce(0) { $0 + means[$1] } / Float(ring.count)
        for point in iris { means[point] = mean }
    }
    return means.map { smoothstep(($0 - 0.18) / (0.45 - 0.18)) }
}
