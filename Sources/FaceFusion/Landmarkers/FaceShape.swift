// SPDX-License-Identifier: Apache-2.0

import Imaging

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension Face {
    /// The distance between the cheeks before the ears (mesh points 234 and 454), depth included.
    ///
    /// Depth makes it the width that the face would show from the front, so that a turned head does not count as
    /// small. It is about 0.87 of the width of ``box``.
    /// Units: pixels.
    public var width: Float { Face.width(of: landmarks) }

    /// By how much the head is turned to a side, in radians: 0 from the front, π / 2 in profile.
    ///
    /// Positive when the person looks towards the picture's right.
    public var yaw: Float {
        let across = landmarks[FaceMeshIndex.cheeks.left] - landmarks[FaceMeshIndex.cheeks.right]
        return atan2(across.z, (across.x * across.x + across.y * across.y).squareRoot())
    }

    /// By how much the head leans in the picture's plane, in radians: 0 when upright, positive clockwise.
    public var roll: Float {
        let eyes =
            landmarks[FaceMeshIndex.leftEyeCorners.outer] - landmarks[FaceMeshIndex.rightEyeCorners.outer]
        return atan2(eyes.y, eyes.x)
    }

    /// ``width`` of the face with these landmarks, never 0.
    static func width(of landmarks: [SIMD3<Float>]) -> Float {
        let cheeks = FaceMeshIndex.cheeks
        return max(length(landmarks[cheeks.left] - landmarks[cheeks.right]), .leastNormalMagnitude)
    }

    /// Length of a vector.
    static func length(_ v: SIMD3<Float>) -> Float { (v * v).sum().squareRoot() }
}

/// Whether a detection and a mesh describe one and the same thing with a face's proportions.
///
/// The mesh model bends a face into whatever it is shown and can be confident on bark and clouds; there the two models
/// disagree about where eyes, nose and mouth are.
struct FacePlausibility: Sendable {
    /// Mean distance between the detector's points and the mesh's, as a fraction of the face's width.
    let disagreement: Float
    /// Distance between the outer eye corners, as a fraction of the face's width.
    let eyeDistance: Float
    /// Forehead to chin, as a fraction of the face's width.
    let height: Float
    /// Whether the eyes lie above the nose and the nose above the mouth, along the face's own axis.
    let isOrdered: Bool

    /// Greatest disagreement of a face that was looked at from near; clear ones stay below 0.04.
    static let disagreementMax: Float = 0.1
    /// Eye distances of a face.
    static let eyeDistances: ClosedRange<Float> = 0.35...0.85
    /// Heights of a face.
    static let heights: ClosedRange<Float> = 0.7...1.7

    /// Compares what two models saw.
    init(_ detection: FaceDetection, _ landmarks: [SIMD3<Float>]) {
        func point(_ index: Int) -> SIMD2<Float> { SIMD2(landmarks[index].x, landmarks[index].y) }
        let width = Face.width(of: landmarks)
        let rightEye = FaceMeshIndex.rightEyeCorners
        let leftEye = FaceMeshIndex.leftEyeCorners
        let eyes = [(rightEye.outer, rightEye.inner), (leftEye.outer, leftEye.inner)].map {
            (point($0.0) + point($0.1)) / 2
        }
        let mouth = (point(FaceMeshIndex.innerLips.upper) + point(FaceMeshIndex.innerLips.lower)) / 2
        let nose = point(FaceMeshIndex.noseTip)
        let pairs = zip(detection.keypoints, [eyes[0], eyes[1], nose, mouth])
        disagreement = pairs.reduce(0) { $0 + Self.length($1.0 - $1.1) } / (4 * width)
        eyeDistance = Face.length(landmarks[leftEye.outer] - landmarks[rightEye.outer]) / width
        height = Face.length(landmarks[FaceMeshIndex.chin] - landmarks[FaceMeshIndex.forehead]) / width
        let across = eyes[1] - eyes[0]
        let down = SIMD2(-across.y, across.x)
        let heights = [(eyes[0] + eyes[1]) / 2, nose, mouth].map { ($0 * down).sum() }
        isOrdered = heights[0] < heights[1] && heights[1] < heights[2]
    }

    /// Whether all of it is as in a face.
    var isFace: Bool {
        isOrdered && disagreement <= Self.disagreementMax && Self.eyeDistances.contains(eyeDistance)
            && Self.heights.contains(height)
    }

    private static func length(_ v: SIMD2<Float>) -> Float { (v * v).sum().squareRoot() }
}
