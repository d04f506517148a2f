// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// One texture laid onto the fused mesh at the analysis size.
struct WarpedLayer: ~Copyable {
    /// The texture, L*a*b*.
    let lab: ColorPlanes<Float>
    /// How much it is the source's own face, 0 to 1; 0 where the mesh does not reach.
    let region: Plane<Float>
    /// How well the camera saw it, 0 to 1; 0 where the mesh does not reach.
    let seen: Plane<Float>
    /// 1 where the mesh reaches.
    let coverage: Plane<Float>
    /// The whites of the source's eyes.
    let whites: EyeWhites?

    /// Warps one layer.
    ///
    /// - Parameters:
    ///   - layer: What is warped.
    ///   - frame: The target's window.
    ///   - fused: The fused mesh in the window's pixels.
    ///   - topology: The mesh.
    init(_ layer: TextureLayer, frame: FaceFrame, fused: [SIMD3<Float>], topology: MeshTopology) {
        let texture = layer.texture
        whites = texture.whites
        let points = layer.points.map { texture.smallPoints[$0] }
        let mesh = RasterMesh(triangles: topology.triangles, positions: fused.map { $0.xy }, depth: fused.map { $0.z })
        let raster = rasterizeMesh(
            size: frame.size,
            mesh: mesh,
            attributes: [points.map { $0.x }, points.map { $0.y }, layer.visibility],
            outside: meshOutside
        )
        coverage = raster.coverage()
        region = remap(texture.region, raster, x: 0, border: .constant(0))
        var seen = raster.plane(of: 2)
        seen.update { max($0, 0) }
        self.seen = seen
        lab = texture.withSmallLevel(forFaceWidth: frame.faceWidth) { image, level in
            guard image.size != texture.small.size else {
                return remap(image, raster, x: 0, filter: .bilinear, border: .reflect)
            }
            let places = layer.points.map { level[$0] }
            let smaller = rasterizeMesh(
                size: frame.size,
                mesh: mesh,
                attributes: [places.map { $0.x }, places.map { $0.y }],
                outside: meshOutside
            )
            return remap(image, smaller, x: 0, filter: .bilinear, border: .reflect)
        }.lab()
    }
}

/// What coordinate maps hold where the mesh does not reach.
let meshOutside: Float = -10_000
