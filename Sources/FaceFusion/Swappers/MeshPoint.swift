// SPDX-License-Identifier: Apache-2.0

/// Points of the canonical face mesh that the engine names.
///
/// Right and left are the person's: the right eye is on the left of a frontal picture.
enum MeshPoint {
    static let noseTip = 4
    static let foreheadTop = 10
    static let chin = 152
    static let rightCheekEdge = 234
    static let leftCheekEdge = 454
    static let upperLipInside = 13
    static let lowerLipInside = 14
    static let mouthCorners = (right: 61, left: 291)
    static let rightEyeCorners = (outer: 33, inner: 133)
    static let leftEyeCorners = (outer: 263, inner: 362)
    static let rightIris = 468..<473
    static let leftIris = 473..<478

    /// Points that hardly move with the expression: eye corners, nose, forehead, cheek edges, jaw.
    static let rigid = [
        33, 133, 263, 362, 168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 10, 151, 9, 8, 234, 454, 127, 356, 93, 323, 132, 361,
        172, 397, 152,
    ]
    /// Cheeks and nose: skin in nearly every picture.
    static let bareSkin = [
        50, 101, 118, 117, 123, 187, 205, 36, 280, 330, 347, 346, 352, 411, 425, 266, 5, 4, 195, 197, 6, 142, 371,
    ]
    /// Cheeks and nose, where every connected face is.
    static let surelyFace = [50, 101, 36, 280, 330, 266, 5, 4, 195, 197, 6, 205, 425, 187, 411]
    /// The upper edges of both brows.
    static let browTops = [70, 63, 105, 66, 107, 336, 296, 334, 293, 300]
    static let rightBrow = [70, 63, 105, 66, 107, 55, 65, 52, 53, 46]
    static let leftBrow = [300, 293, 334, 296, 336, 285, 295, 282, 283, 276]
    static let nostrils = [98, 97, 2, 326, 327, 1]
}

extension [SIMD3<Float>] {
    /// Distance of two points in the picture plane.
    func distance(_ a: Int, _ b: Int) -> Float {
        let d = self[a].xy - self[b].xy
        return (d * d).sum().squareRoot()
    }
}

extension SIMD3<Float> {
    /// The part in the picture plane.
    var xy: SIMD2<Float> { SIMD2(x, y) }
}
