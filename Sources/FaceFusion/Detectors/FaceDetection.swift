// SPDX-License-Identifier: Apache-2.0

import Imaging

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Where a detector sees a face, before the mesh model has looked at it.
///
/// Units: pixels of the model's input or of the picture, as the function that returns it says.
struct FaceDetection: Hashable, Sendable {
    /// Around forehead, chin and cheeks.
    var box: BoundingBox
    /// The detector's confidence, 0 to 1.
    var score: Float
    /// Right eye, left eye, nose tip, mouth centre, right and left ear tragion.
    var keypoints: [SIMD2<Float>]

    /// The angle of the line through both eyes, in radians; 0 for an upright head.
    var roll: Float {
        let eyes = keypoints[1] - keypoints[0]
        return atan2(eyes.y, eyes.x)
    }

    /// The same face after a similarity transform; the box stays upright and keeps its sides' ratio.
    func mapped(by transform: AffineTransform) -> FaceDetection {
        let scale = transform.scale
        let center = transform(box.center)
        let width = box.width * scale
        let height = box.height * scale
        return FaceDetection(
            box: BoundingBox(x: center.x - width / 2, y: center.y - height / 2, width: width, height: height),
            score: score,
            keypoints: keypoints.map { transform($0) }
        )
    }
}

extension AffineTransform {
    /// By how much lengths grow, for a transform that is a similarity.
    var scale: Float { (a * d - b * c).magnitude.squareRoot() }
}
