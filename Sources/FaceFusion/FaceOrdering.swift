// SPDX-License-Identifier: Apache-2.0

import Imaging

extension FaceOrder {
    /// The faces in this order.
    ///
    /// Equal faces keep a fixed order: from the left, then from the top. Size is ``Face/width``, place is the middle of
    /// the box, quality is the detector's confidence times the mesh model's.
    public func sorted(_ faces: [Face]) -> [Face] {
        faces.sorted { a, b in
            let (first, second) = (key(a), key(b))
            if first != second { return first < second }
            return (a.box.x, a.box.y, a.box.width) < (b.box.x, b.box.y, b.box.width)
        }
    }

    private func key(_ face: Face) -> Float {
        switch self {
        case .largeSmall: -face.width
        case .smallLarge: face.width
        case .leftRight: face.box.center.x
        case .rightLeft: -face.box.center.x
        case .topBottom: face.box.center.y
        case .bottomTop: -face.box.center.y
        case .bestWorst: -face.score * face.presence
        case .worstBest: face.score * face.presence
        }
    }
}

/// A face of the target that is to be fused, and with whom.
public struct SelectedFace: Hashable, Sendable {
    /// Place of the person among the sources.
    public let source: Int
    /// Place of the face in the target's order.
    public let index: Int

    /// Person `source` goes onto the face at place `index`.
    public init(source: Int, index: Int) {
        self.source = source
        self.index = index
    }
}

extension FaceSelection {
    /// What is fused with what.
    ///
    /// Without a map the sources go around: face `n` of those chosen gets source `n` modulo their number, so that one
    /// source goes onto all.
    ///
    /// - Parameters:
    ///   - faceCount: Number of faces in the target.
    ///   - sourceCount: Number of source people, at least 1.
    /// - Returns: In the order in which they are fused.
    /// - Throws: `FusionError` with `no_face_detected`, `face_index_not_found`, `too_many_faces` or `invalid_options`.
    public func resolved(faceCount: Int, sourceCount: Int) throws(FusionError) -> [SelectedFace] {
        guard faceCount > 0 else {
            throw FusionError(.noFaceDetected, "no face was found in the target", image: .target)
        }
        guard sourceCount > 0 else {
            throw FusionError(.invalidOptions, "there is no source", measured: "0 sources", limit: "at least 1 source")
        }
        switch self {
        case .one:
            return [SelectedFace(source: 0, index: 0)]
        case .index(let index):
            try Self.check(index: index, faceCount: faceCount)
            return [SelectedFace(source: 0, index: index)]
        case .all:
            try Self.check(fusedCount: faceCount)
            return (0..<faceCount).map { SelectedFace(source: $0 % sourceCount, index: $0) }
        case .map(let assignments):
            return try Self.resolved(assignments, faceCount: faceCount, sourceCount: sourceCount)
        }
    }

    private static func resolved(
        _ assignments: [FaceAssignment],
        faceCount: Int,
        sourceCount: Int
    ) throws(FusionError) -> [SelectedFace] {
        guard !assignments.isEmpty else {
            throw FusionError(.invalidOptions, "the face map is empty", measured: "0 lines", limit: "at least 1 line")
        }
        var targets: Set<Int> = []
        for assignment in assignments {
            guard (0..<sourceCount).contains(assignment.source) else {
                throw FusionError(
                    .invalidOptions,
                    "the face map names a source that does not exist",
                    measured: "source \(assignment.source)",
                    limit: "source 0 to \(sourceCount - 1)"
                )
            }
            guard targets.insert(assignment.target).inserted else {
                throw FusionError(
                    .invalidOptions,
                    "the face map names target face \(assignment.target) twice",
                    measured: "2 times",
                    limit: "1 time"
                )
            }
            try check(index: assignment.target, faceCount: faceCount)
        }
        try check(fusedCount: assignments.count)
        return assignments.map { SelectedFace(source: $0.source, index: $0.target) }
    }

    private static func check(index: Int, faceCount: Int) throws(FusionError) {
        guard !(0..<faceCount).contains(index) else { return }
        throw FusionError(
            .faceIndexNotFound,
            "the target has no face at this place",
            image: .target,
            measured: "index \(index)",
            limit: "index 0 to \(faceCount - 1)"
        )
    }

    private static func check(fusedCount: Int) throws(FusionError) {
        guard fusedCount > FusionPipeline.fusedFaceCountMax else { return }
        throw FusionError(
            .tooManyFaces,
            "more faces are to be fused than are allowed",
            image: .target,
            measured: "\(fusedCount) faces",
            limit: "\(FusionPipeline.fusedFaceCountMax) faces"
        )
    }
}
