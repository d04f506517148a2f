// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Imaging

/// Draws what was found over a picture: boxes with their index, key points, the mesh.
struct FaceOverlay {
    private let size: PixelSize
    /// A line's width: about 1 pixel for each 800 of the longer side.
    private let width: Float

    /// An overlay for a picture of this size.
    init(size: PixelSize) {
        self.size = size
        width = max(1, Float(max(size.width, size.height)) / 800)
    }

    /// Draws the faces.
    ///
    /// - Throws: `ImageError` when the picture cannot be read or changed.
    func draw(_ faces: [Face], on canvas: inout some FusionCanvas & ~Copyable) throws {
        let original = try canvas.pixels(in: size.bounds, reduction: .full)
        var drawn = original.copy()
        for (index, face) in faces.enumerated() { draw(face, index, on: &drawn) }
        try canvas.replace(size.bounds, original: original, with: drawn)
    }

    private func draw(_ face: Face, _ index: Int, on pixels: inout PixelBuffer) {
        let mesh = Stroke(color: [255, 255, 255], width: width * 0.7, opacity: 0.45)
        for edge in Self.meshEdges(count: face.landmarks.count) {
            pixels.drawLine(from: Self.flat(face.landmarks[edge.0]), to: Self.flat(face.landmarks[edge.1]), mesh)
        }
        let landmark = Stroke(color: [0, 255, 120], width: width * 1.6)
        for point in face.landmarks { pixels.drawDot(at: Self.flat(point), landmark) }
        let keypoint = Stroke(color: [255, 60, 60], width: width * 5)
        for point in face.keypoints { pixels.drawDot(at: point, keypoint) }
        let frame = Stroke(color: [255, 210, 0], width: width * 2)
        pixels.drawOutline(of: face.box, frame)
        let height = max(8, min(face.box.height / 8, 24 * width))
        let inside = SIMD2(face.box.x, face.box.y) + SIMD2(repeating: 3 * width + height / 8)
        pixels.drawNumber(index, at: inside, height: height, frame)
    }

    private static func flat(_ point: SIMD3<Float>) -> SIMD2<Float> { SIMD2(point.x, point.y) }

    /// The mesh's lines as pairs of landmarks; none when the face has no mesh.
    private static func meshEdges(count: Int) -> [(Int, Int)] { [] }
}
