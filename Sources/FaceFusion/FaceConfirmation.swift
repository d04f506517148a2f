// SPDX-License-Identifier: Apache-2.0

import Imaging

/// What the models must say about a face before it counts as one.
///
/// Measured on faces that are small, dark, blurred, noisy, half covered or turned in the picture's plane, and on
/// thousands of seeded textures; the values lie between the two.
extension FaceAnalyser {
    /// Score with which the short-range detector needs no opinion but the mesh model's.
    static let clearScoreMin: Float = 0.8
    /// Greatest disagreement and movement of a face that needs no further opinion.
    static let clearDisagreementMax: Float = 0.045, clearMovementMax: Float = 0.03
    /// Least score of a second look.
    static let secondScoreMin: Float = 0.5
    /// Least mean score of five looks at a face that is not clear.
    static let meanScoreMin: Float = 0.6
    /// The same where everything else was tried first: more looks, more chances to be wrong.
    static let turnedMeanScoreMin: Float = 0.65
    /// Least confidence of the mesh model.
    static let presenceMin: Float = 0.9
    /// Greatest movement of a face's mesh between two looks.
    static let movementMax: Float = 0.06
    /// The second look's window, as a multiple of the box.
    static let secondLookMargin: Float = 2.2
}

extension FaceAnalyser {
    /// Looks again at what the detectors saw and keeps what is a face.
    ///
    /// - Parameters:
    ///   - detections: What was seen, in any order, the same face more than once.
    ///   - collection: What is known; faces in it are not looked at again.
    ///   - search: With `dominant`, those much smaller than the largest known face are left out.
    ///   - meanScoreMin: Least mean score of five looks at a face that is not clear.
    ///   - canvas: The picture.
    /// - Throws: What reading the canvas or running a model throws.
    func add(
        _ detections: [FaceDetection],
        to collection: inout FaceCollection,
        search: FaceSearch,
        meanScoreMin: Float = FaceAnalyser.meanScoreMin,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws {
        for candidate in distinct(detections) where !collection.covers(candidate) {
            if search == .dominant, candidate.box.width < 0.8 * collection.widthMax { continue }
            if let face = try clearFace(candidate, in: &canvas) {
                collection.insert(face)
                continue
            }
            guard let detection = try secondLook(candidate, in: &canvas), !collection.covers(detection) else {
                continue
            }
            switch try verdict(on: detection, meanScoreMin: meanScoreMin, in: &canvas) {
            case .face(let face): collection.insert(face)
            case .refused(let reason): collection.refuse(detection, reason)
            }
        }
    }

    /// What comes of a detection.
    private enum Verdict {
        case face(Face)
        case refused(FaceFindings.Refusal.Reason)
    }

    private func verdict(
        on detection: FaceDetection,
        meanScoreMin: Float,
        mayBeTurned: Bool = true,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws -> Verdict {
        let mesh = try landmarker.mesh(of: detection, presenceMin: Self.presenceMin, in: &canvas)
        let shape = FacePlausibility(detection, mesh.landmarks)
        let face = Face(detection, mesh)
        if isClear(detection, mesh, shape) { return usable(face, in: canvas.size) }
        // A face that stands on its head is seen as an upright one too, chin for brow, only less clearly.
        let turned = try look(at: detection, margin: Self.secondLookMargin, roll: .pi, with: shortRange, in: &canvas)
        if mayBeTurned, let turned, turned.score > detection.score {
            return try verdict(on: turned, meanScoreMin: meanScoreMin, mayBeTurned: false, in: &canvas)
        }
        guard mesh.presence >= Self.presenceMin, mesh.movement <= Self.movementMax, shape.isFace,
            try meanScore(of: detection, in: &canvas) >= meanScoreMin
        else { return .refused(.unclear) }
        return usable(face, in: canvas.size)
    }

    private func usable(_ face: Face, in size: PixelSize) -> Verdict {
        if face.yaw.magnitude > Self.yawMax { return .refused(.profile) }
        return face.fractionOutside(size) > Self.fractionOutsideMax ? .refused(.cut) : .face(face)
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

    /// The face, where a large one was seen so clearly that the detector need not look again.
    private func clearFace(
        _ candidate: FaceDetection,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws -> Face? {
        let long = Float(max(canvas.size.width, canvas.size.height))
        guard candidate.score >= Self.clearScoreMin, candidate.box.width >= Self.shortRangeFaceFractionMin * long else {
            return nil
        }
        let mesh = try landmarker.mesh(of: candidate, presenceMin: Self.presenceMin, in: &canvas)
        let shape = FacePlausibility(candidate, mesh.landmarks)
        guard isClear(candidate, mesh, shape),
            case .face(let face) = usable(Face(candidate, mesh), in: canvas.size)
        else { return nil }
        return face
    }

    private func isClear(_ detection: FaceDetection, _ mesh: FaceMeshLandmarker.Mesh, _ shape: FacePlausibility) -> Bool
    {
        detection.score >= Self.clearScoreMin && mesh.presence >= Self.presenceMin
            && mesh.movement <= Self.clearMovementMax && shape.isFace
            && shape.disagreement <= Self.clearDisagreementMax
    }

    /// What the short-range detector sees when the face stands upright in the middle, or `nil` when it sees none.
    private func secondLook(
        _ candidate: FaceDetection,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws -> FaceDetection? {
        let found = try look(at: candidate, margin: Self.secondLookMargin, with: shortRange, in: &canvas)
        guard let found, found.score >= Self.secondScoreMin else { return nil }
        return found
    }

    /// The mean score of a detection and of four more looks at it, from nearer and further and with both detectors.
    ///
    /// A face is one for both detectors at every size; a texture that one of them takes for a face is none for the
    /// other, or none from a step away.
    private func meanScore(
        of detection: FaceDetection,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws -> Float {
        var sum = detection.score
        for (detector, margin) in [(shortRange, Float(1.6)), (shortRange, 3.2), (fullRange, 1.8), (fullRange, 3)] {
            sum += try look(at: detection, margin: margin, with: detector, in: &canvas)?.score ?? 0
        }
        return sum / 5
    }

    /// What a detector sees in a window around a face, upright or turned by `roll` from there.
    private func look(
        at face: FaceDetection,
        margin: Float,
        roll: Float = 0,
        with detector: BlazeFaceDetector,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws -> FaceDetection? {
        let side = max(face.box.width, face.box.height) * margin
        let window = ModelWindow(center: face.box.center, side: side, roll: face.roll + roll)
        let input = try windowInput(window, inputSide: detector.inputSide, range: .minusOneToOne, of: &canvas)
        let seen = try detector.detections(in: input, scoreMin: 0.1)
        let toPicture = window.toPicture(inputSide: detector.inputSide)
        return seen.map { $0.mapped(by: toPicture) }.first { describeOneFace($0.box, face.box) }
    }
}

extension Face {
    /// A face from what the detector and the mesh model saw.
    init(_ detection: FaceDetection, _ mesh: FaceMeshLandmarker.Mesh) {
        self.init(
            box: detection.box,
            score: detection.score,
            keypoints: detection.keypoints,
            landmarks: mesh.landmarks,
            presence: mesh.presence
        )
    }

    /// Which part of the mesh lies outside a picture, 0 to 1.
    func fractionOutside(_ size: PixelSize) -> Float {
        let points = landmarks.prefix(FaceMeshIndex.pointCount)
        let inside = points.count { point in
            (0..<Float(size.width)).contains(point.x) && (0..<Float(size.height)).contains(point.y)
        }
        return 1 - Float(inside) / Float(points.count)
    }
}
