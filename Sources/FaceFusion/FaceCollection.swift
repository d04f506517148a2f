// SPDX-License-Identifier: Apache-2.0

import Imaging

/// The faces of one search, each once.
struct FaceCollection {
    private(set) var findings = FaceFindings()

    /// Whether nothing was found yet.
    var isEmpty: Bool { findings.faces.isEmpty }
    /// Width of the largest face.
    var widthMax: Float { findings.faces.map(\.width).max() ?? 0 }

    /// Whether a detection shows a face that is known already.
    ///
    /// What may be a pattern made of several heads covers none of them.
    func covers(_ detection: FaceDetection) -> Bool {
        findings.faces.contains {
            describeOneFace($0.box, detection.box) && !Self.mayConsist($0, of: detection.box)
        }
    }

    /// Adds a face; where two show the same one, the surer stays.
    mutating func insert(_ face: Face) {
        let isBetter = { (known: Face) in
            let isSame = describeOneFace(known.box, face.box)
            return (isSame && known.score * known.presence >= face.score * face.presence)
                || (known.score >= FaceAnalyser.clearScoreMin && Self.mayConsist(face, of: known.box))
        }
        if findings.faces.contains(where: isBetter) { return }
        findings.faces.removeAll { known in
            describeOneFace(known.box, face.box)
                || (face.score >= FaceAnalyser.clearScoreMin && Self.mayConsist(known, of: face.box))
        }
        findings.faces.append(face)
        findings.faces = FaceOrder.largeSmall.sorted(findings.faces)
        findings.refusals.removeAll { describeOneFace($0.box, face.box) }
    }

    /// Whether a face may be a pattern that smaller heads make, a dark pair for the eyes: a doubtful one around them.
    private static func mayConsist(_ face: Face, of part: BoundingBox) -> Bool {
        let box = face.box
        return face.score < FaceAnalyser.clearScoreMin && part.width < box.width / 2
            && (box.x...(box.x + box.width)).contains(part.center.x)
            && (box.y...(box.y + box.height)).contains(part.center.y)
    }

    /// Notes what cannot be used.
    mutating func refuse(_ detection: FaceDetection, _ reason: FaceFindings.Refusal.Reason) {
        let known = findings.faces.map(\.box) + findings.refusals.map(\.box)
        guard !known.contains(where: { describeOneFace($0, detection.box) }) else { return }
        findings.refusals.append(FaceFindings.Refusal(box: detection.box, reason: reason))
    }
}

/// Whether two boxes are about one face: they overlap much, or the smaller lies in the middle of the larger.
///
/// Two people's faces do not come that close: their boxes overlap at the sides, where hair and ears are.
func describeOneFace(_ a: BoundingBox, _ b: BoundingBox) -> Bool {
    if a.overlap(with: b) > 0.4 { return true }
    let larger = a.width >= b.width ? a : b
    let between = a.center - b.center
    return (between * between).sum().squareRoot() < 0.35 * larger.width
}
