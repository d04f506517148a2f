// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Imaging

/// Draws what was found over a picture: boxes with their index, key points, the mesh.
struct FaceOverlay {
    /// The mesh's lines as pairs of landmarks.
    private let edges: [(Int, Int)]

    /// An overlay with the lines of a mesh's triangles, each drawn once.
    init(_ topology: MeshTopology) {
        var seen: Set<SIMD2<Int32>> = []
        for triangle in topology.triangles {
            for place in 0..<3 {
                let (start, end) = (triangle[place], triangle[(place + 1) % 3])
                seen.insert([min(start, end), max(start, end)])
            }
        }
        edges = seen.map { (Int($0.x), Int($0.y)) }.sorted { $0 < $1 }
    }

    /// Draws the faces.
    ///
    /// - Throws: `ImageError` when the picture cannot be read or changed.
    func draw(_ faces: [Face], on canvas: inout some FusionCanvas & ~Copyable) throws {
        let bounds = canvas.size.bounds
        let original = try canvas.pixels(in: bounds, reduction: .full)
        var drawn = original.copy()
        for (index, face) in faces.enumerated() { draw(face, index, on: &drawn) }
        try canvas.replace(bounds, original: original, with: drawn)
    }

    private func draw(_ face: Face, _ index: Int, on pixels: inout PixelBuffer) {
        // Lines grow with the face, so that a mesh of 60 pixels is still a mesh and one of 2,000 is still seen.
        let unit = min(3, max(0.5, face.box.width / 400))
        let mesh = Stroke(color: [255, 255, 255], width: unit, opacity: 0.5)
        for edge in edges where edge.1 < face.landmarks.count {
            pixels.drawLine(from: Self.flat(face.landmarks[edge.0]), to: Self.flat(face.landmarks[edge.1]), mesh)
        }
        let landmark = Stroke(color: [0, 255, 120], width: 2 * unit)
        for point in face.landmarks { pixels.drawDot(at: Self.flat(point), landmark) }
        let keypoint = Stroke(color: [255, 60, 60], width: 6 * unit)
        for point in face.keypoints { pixels.drawDot(at: point, keypoint) }
        let frame = Stroke(color: [255, 210, 0], width: max(1, 2 * unit))
        pixels.drawOutline(of: face.box, frame)
        let height = max(8, face.box.height / 10)
        let inside = SIMD2(face.box.x, face.box.y) + SIMD2(repeating: height / 2)
        pixels.drawNumber(index, at: inside, height: height, frame)
    }

    private static func flat(_ point: SIMD3<Float>) -> SIMD2<Float> { SIMD2(point.x, point.y) }
}
