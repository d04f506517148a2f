// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// How well the camera sees each point of a face, 0 (turned away) to 1.
///
/// From the mean of the normals of the triangles around it: their part towards the camera, 0.18 to 0.45, is stretched to
/// 0 to 1.
func vertexVisibility(of face: [SIMD3<Float>], topology: MeshTopology) -> [Float] {
    var facing: [Float] = topology.triangles.map { triangle in
        let (a, b, c) = (face[Int(triangle.x)], face[Int(triangle.y)], face[Int(triangle.z)])
        let (u, v) = (b - a, c - a)
        let normal = SIMD3(u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x)
        return -normal.z / ((normal * normal).sum().squareRoot() + 1e-6)
    }
    if median(facing) < 0 { facing = facing.map { -$0 } }
    var sums = [SIMD2<Float>](repeating: .zero, count: face.count)
    for (triangle, value) in zip(topology.triangles, facing) {
        for corner in 0..<3 { sums[Int(triangle[corner])] += SIMD2(value, 1) }
    }
    return sums.map { smoothstep(($0.x / max($0.y, 1) - 0.18) / (0.45 - 0.18)) }
}
