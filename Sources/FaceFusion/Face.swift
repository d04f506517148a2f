// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// A face in a picture.
///
/// Units: pixels of the upright picture.
public struct Face: Sendable {
    /// Around forehead, chin and cheeks, as the detector gives it.
    public var box: BoundingBox
    /// The detector's confidence, 0 to 1.
    public var score: Float
    /// Right eye, left eye, nose tip, mouth centre, right and left ear tragion (the person's right: left in the
    /// picture).
    public var keypoints: [SIMD2<Float>]
    /// The 468 points of the canonical face mesh, then 5 of each iris; `z` grows away from the camera, in pixels too.
    public var landmarks: [SIMD3<Float>]
    /// The mesh model's confidence that there is a face, 0 to 1.
    public var presence: Float

    /// A face from what the detector and the mesh model found.
    public init(
        box: BoundingBox,
        score: Float,
        keypoints: [SIMD2<Float>],
        landmarks: [SIMD3<Float>],
        presence: Float
    ) {
        self.box = box
        self.score = score
        self.keypoints = keypoints
        self.landmarks = landmarks
        self.presence = presence
    }

    /// About what it takes in memory.
    var byteCount: Int {
        MemoryLayout<Face>.stride + MemoryLayout<SIMD3<Float>>.stride * landmarks.count
            + MemoryLayout<SIMD2<Float>>.stride * keypoints.count
    }
}
