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
    func covers(_ detection: FaceDetection) -> Bool {
        findings.faces.contains { describeOneFace($0.box, detection.box) }
    }

    /// Adds a face; where two show the same one, the surer stays.
    mutating func insert(_ face: Face) {
        let isSame = { (known: Face) in describeOneFace(known.box, face.box) }
        if findings.faces.contains(where: { isSame($0) && $0.score * $0.presence >= face.score * face.presence }) {
            return
        }
        findings.faces.removeAll(where: isSame)
        findings.faces.append(face)
        findings.faces = FaceOrder.largeSmall.sorted(findings.faces)
        findings.refusals.removeAll { describeOneFace($0.box, face.box) }
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
