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

extension FaceAnalyser {
    /// Looks again at what the detectors saw and keeps what is a face.
    ///
    /// - Parameters:
    ///   - detections: What was seen, in any order, the same face more than once.
    ///   - collection: What is known; faces in it are not looked at again.
    ///   - search: With `dominant`, those much smaller than the largest known face are left out.
    ///   - canvas: The picture.
    /// - Throws: What reading the canvas or running a model throws.
    func add(
        _ detections: [FaceDetection],
        to collection: inout FaceCollection,
        search: FaceSearch,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws {
        for candidate in distinct(detections) where !collection.covers(candidate) {
            if search == .dominant, candidate.box.width < 0.8 * collection.widthMax { continue }
            guard let detection = try confirmed(candidate, in: &canvas) else { continue }
            if detection != candidate, collection.covers(detection) { continue }
            let mesh = try landmarker.mesh(of: detection, presenceMin: Self.presenceMin, in: &canvas)
            guard mesh.presence >= Self.presenceMin, FacePlausibility(detection, mesh.landmarks).isFace else {
                collection.refuse(detection, .unclear)
                continue
            }
            let face = Face(
                box: detection.box,
                score: detection.score,
                keypoints: detection.keypoints,
                landmarks: mesh.landmarks,
                presence: mesh.presence
            )
            if face.yaw.magnitude > Self.yawMax {
                collection.refuse(detection, .profile)
            } else {
                collection.insert(face)
            }
        }
    }

    /// The surest detection of each face, the largest faces first.
    private func distinct(_ detections: [FaceDetection]) -> [FaceDetection] {
        var kept: [FaceDetection] = []
        let surestFirst = detections.enumerated().sorted {
            ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
        }
        for (_, detection) in surestFirst where !kept.contains(where: { describeOneFace($0.box, detection.box) }) {
            kept.append(detection)
        }
        return kept.sorted { ($0.box.width, $0.score) > ($1.box.width, $1.score) }
    }

    /// What the short-range detector sees when the face stands upright in the middle, or `nil` when it sees none.
    private func confirmed(
        _ candidate: FaceDetection,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws -> FaceDetection? {
        let long = Float(max(canvas.size.width, canvas.size.height))
        if candidate.score >= Self.trustedScoreMin, candidate.box.width >= Self.shortRangeFaceFractionMin * long {
            return candidate
        }
        let side = max(candidate.box.width, candidate.box.height) * Self.secondLookMargin
        let window = ModelWindow(center: candidate.box.center, side: side, roll: candidate.roll)
        let inputSide = shortRange.inputSide
        let input = try windowInput(window, inputSide: inputSide, range: .minusOneToOne, of: &canvas)
        let seen = try shortRange.detections(in: input, scoreMin: Self.confirmedScoreMin)
        let toPicture = window.toPicture(inputSide: inputSide)
        return seen.map { $0.mapped(by: toPicture) }.first { describeOneFace($0.box, candidate.box) }
    }
}
