// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// The face of one source photo, cut out and ready to be warped onto any target.
final class SourceTexture: Sendable {
    /// The cut-out, `.rgb`.
    let pixels: PixelBuffer
    /// The mesh in the cut-out's pixels.
    let points: [SIMD3<Float>]
    /// Width of the face in the cut-out's pixels.
    let faceWidth: Float
    /// How well the camera saw each point, 0 to 1.
    let visibility: [Float]
    /// The cut-out about ``MeshSwapper/analysisFaceWidth`` wide (never enlarged).
    let small: PixelBuffer
    /// The mesh in the small cut-out's pixels.
    let smallPoints: [SIMD3<Float>]
    /// How much each small pixel is this face's own, not hair or background.
    let region: Plane<Float>
    /// The whites of its eyes.
    let whites: EyeWhites?

    /// About what it takes in memory.
    var byteCount: Int {
        3 * (pixels.size.pixelCount + small.size.pixelCount)
            + MemoryLayout<Float>.stride * (small.size.pixelCount + visibility.count)
            + MemoryLayout<SIMD3<Float>>.stride * (points.count + smallPoints.count)
    }

    /// Cuts a face out of a photo.
    ///
    /// - Parameters:
    ///   - canvas: The photo.
    ///   - face: The face in it.
    ///   - topology: The mesh.
    /// - Throws: `FusionError` when the face lies outside the picture; what the canvas throws.
    init(canvas: inout some FusionCanvas & ~Copyable, face: Face, topology: MeshTopology) throws {
        let wide = FaceFrame.region(around: face.landmarks, margin: MeshSwapper.margin, in: canvas.size)
        guard !wide.isEmpty else {
            throw FusionError(.noFaceDetected, "the face lies outside the picture", image: .source)
        }
        let read = try canvas.pixels(in: wide, reduction: .full)
        let width = face.landmarks.faceWidth
        visibility = vertexVisibility(of: face.landmarks, topology: topology)
        let around = FaceFrame(
            region: wide,
            scale: min(1, MeshSwapper.analysisFaceWidth / width),
            landmarks: face.landmarks
        )
        small = read.resizedIfNeeded(to: around.size)
        smallPoints = around.points
        region = faceRegion(small, points: smallPoints, topology: topology)
        whites = EyeWhites(inEyesOf: small, points: smallPoints, topology: topology)
        let close = FaceFrame.region(around: face.landmarks, margin: 0.08, in: canvas.size)
        let frame = FaceFrame(
            region: close,
            scale: min(1, MeshSwapper.detailFaceWidthMax / width),
            landmarks: face.landmarks
        )
        let place = PixelRegion(x: close.x - wide.x, y: close.y - wide.y, width: close.width, height: close.height)
        pixels = read.cropped(to: place).resizedIfNeeded(to: frame.size)
        points = frame.points
        faceWidth = frame.faceWidth
    }

    /// Calls `body` with the cut-out and its mesh, shrunk first where the target's face is much smaller.
    ///
    /// Shrinking by area keeps a small target free of aliasing.
    func withLevel<R: ~Copyable>(
        forFaceWidth target: Float,
        _ body: (borrowing PixelBuffer, [SIMD3<Float>]) throws -> R
    ) rethrows -> R {
        guard faceWidth > 1.25 * target else { return try body(pixels, points) }
        let frame = FaceFrame(region: pixels.size.bounds, scale: target / faceWidth, landmarks: points)
        return try body(pixels.resized(to: frame.size, filter: .area), frame.points)
    }

    /// As ``withLevel(forFaceWidth:_:)``, of the small cut-out.
    func withSmallLevel<R: ~Copyable>(
        forFaceWidth target: Float,
        _ body: (borrowing PixelBuffer, [SIMD3<Float>]) throws -> R
    ) rethrows -> R {
        let width = smallPoints.faceWidth
        guard width > 1.25 * target else { return try body(small, smallPoints) }
        let frame = FaceFrame(region: small.size.bounds, scale: target / width, landmarks: smallPoints)
        return try body(small.resized(to: frame.size, filter: .area), frame.points)
    }
}
