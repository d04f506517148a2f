// SPDX-License-Identifier: Apache-2.0

/// How the landmarks of the canonical face mesh hang together.
///
/// Derived at set-up from the lists that MediaPipe 0.10.14 publishes. Right and left are the person's: the right eye is
/// on the left of a frontal picture.
public struct MeshTopology: Codable, Hashable, Sendable {
    /// Points of the mesh, with five for each iris.
    public static let landmarkCount = 478
    /// Points of the mesh without the irises.
    public static let meshLandmarkCount = 468

    /// Triangles of the tessellation, then those that fill eyes and mouth.
    public let triangles: [SIMD3<Int32>]
    /// How many of the triangles are the tessellation's.
    public let tessellation: Int
    /// The ring around the face.
    public let oval: [Int]
    /// The ring around the right eye, from its outer corner.
    public let rightEye: [Int]
    /// The ring around the left eye, from its outer corner.
    public let leftEye: [Int]
    /// The ring around the mouth's opening.
    public let innerLips: [Int]
    /// The ring around the lips.
    public let outerLips: [Int]
    /// The landmark that each row of the mesh model's lip output refines.
    public let lips: [Int]
    /// The landmark that each row of the model's output for the right eye refines; the first 33 are the lids.
    public let rightEyeRegion: [Int]
    /// The landmark that each row of the model's output for the left eye refines; the first 33 are the lids.
    public let leftEyeRegion: [Int]
    /// Each landmark's mirror image; its own inverse.
    public let mirror: [Int]

    private enum CodingKeys: String, CodingKey {
        case triangles, tessellation, oval, mirror
        case rightEye = "eyeRight"
        case leftEye = "eyeLeft"
        case innerLips = "lipsInner"
        case outerLips = "lipsOuter"
        case lips = "refineLips"
        // The model calls the eye on the left of the picture left.
        case rightEyeRegion = "refineLeftEyeOutput"
        case leftEyeRegion = "refineRightEyeOutput"
    }

    /// What makes no sense in it; `nil` when all is well.
    public var flaw: String? {
        let mesh = 0..<Self.meshLandmarkCount
        let landmarks = 0..<Self.landmarkCount
        let rings = [oval, rightEye, leftEye, innerLips, outerLips, lips]
        guard triangles.allSatisfy({ $0.min() >= 0 && $0.max() < Int32(Self.meshLandmarkCount) }) else {
            return "a triangle names a landmark outside the mesh"
        }
        guard (0...triangles.count).contains(tessellation) else {
            return "the tessellation has more triangles than there are"
        }
        guard (rings + [rightEyeRegion, leftEyeRegion]).allSatisfy({ $0.allSatisfy(mesh.contains) }),
            rings.allSatisfy({ $0.count >= 3 }), rightEyeRegion.count >= 33, leftEyeRegion.count >= 33
        else { return "a ring or list is too short or names a landmark outside the mesh" }
        guard mirror.count == Self.landmarkCount, mirror.allSatisfy(landmarks.contains),
            landmarks.allSatisfy({ mirror[mirror[$0]] == $0 })
        else { return "the mirror map is not its own inverse" }
        return nil
    }
}
