// SPDX-License-Identifier: Apache-2.0

/// How the face mesh's landmarks hang together, derived from MediaPipe's published connections.
///
/// Landmarks 0 to 467 are the mesh, 468 to 477 the irises. Left and right are the person's own, except in the names of
/// the refined outputs, which are the model's.
public struct MeshTopology: Codable, Hashable, Sendable {
    /// Landmarks of the mesh with both irises.
    public static let landmarkCount = 478
    /// Landmarks of the mesh alone.
    public static let meshLandmarkCount = 468

    /// Three landmarks each: the tessellation, then the eye and mouth openings filled.
    public let triangles: [[Int]]
    /// How many of ``triangles`` are the tessellation.
    public let tessellation: Int
    /// The ring around the face.
    public let oval: [Int]
    /// The ring around the right eye's opening, from its outer corner.
    public let eyeRight: [Int]
    /// The ring around the left eye's opening, from its outer corner.
    public let eyeLeft: [Int]
    /// The ring around the mouth's opening, from its right corner.
    public let lipsInner: [Int]
    /// The ring around the lips, from the right corner of the mouth.
    public let lipsOuter: [Int]
    /// The mesh landmark that each row of the model's output for the lips replaces.
    public let refineLips: [Int]
    /// The mesh landmark that each row of the output "left eye" replaces.
    public let refineLeftEyeOutput: [Int]
    /// The mesh landmark that each row of the output "right eye" replaces.
    public let refineRightEyeOutput: [Int]
    /// Each landmark's mirror image; its own inverse.
    public let mirror: [Int]

    /// What makes no sense in it; `nil` when all is well.
    var flaw: String? {
        let mesh = 0..<Self.meshLandmarkCount
        let landmarks = 0..<Self.landmarkCount
        let lists = [
            oval, eyeRight, eyeLeft, lipsInner, lipsOuter, refineLips, refineLeftEyeOutput, refineRightEyeOutput,
        ]
        guard triangles.allSatisfy({ $0.count == 3 && $0.allSatisfy(mesh.contains) }) else {
            return "a triangle has other than three landmarks of the mesh"
        }
        guard (0...triangles.count).contains(tessellation) else {
            return "the tessellation has more triangles than there are"
        }
        guard lists.allSatisfy({ !$0.isEmpty && $0.allSatisfy(mesh.contains) }) else {
            return "a ring or list is empty or names a landmark outside the mesh"
        }
        guard mirror.count == Self.landmarkCount, mirror.allSatisfy(landmarks.contains),
            landmarks.allSatisfy({ mirror[mirror[$0]] == $0 })
        else {
            return "the mirror map is not its own inverse"
        }
        return nil
    }
}
