// SPDX-License-Identifier: Apache-2.0

public import Imaging
public import Inference

/// Which faces of a picture are looked for.
public enum FaceSearch: Sendable {
    /// The largest one: the search ends as soon as whatever it has not seen yet must be much smaller.
    ///
    /// Smaller faces that were seen on the way are reported as well, others are not.
    case dominant
    /// Every face from ``FaceAnalyser/faceWidthMin`` on.
    case all
}

/// What a search found.
public struct FaceFindings: Sendable {
    /// A face that was seen but cannot be fused.
    public struct Refusal: Sendable {
        /// Why.
        public enum Reason: String, Sendable {
            /// The head is turned further than ``FaceAnalyser/yawMax``.
            case profile
            /// More than ``FaceAnalyser/fractionOutsideMax`` of it lies beyond the picture's border.
            case cut
            /// The detector is sure, the mesh model finds no face: covered, or not a face.
            case unclear
        }

        /// Where.
        public let box: BoundingBox
        /// Why.
        public let reason: Reason
    }

    /// Faces, largest first.
    public internal(set) var faces: [Face] = []
    /// What looked like a face but is not usable.
    public internal(set) var refusals: [Refusal] = []
}

/// Finds the faces of a picture: boxes by two detectors, 478 landmarks by the mesh model.
///
/// The short-range detector looks at the whole picture; the full-range one looks at overlapping tiles of several
/// sizes. Whatever they see is looked at again, upright and centred, and counts as a face only when detectors and mesh
/// model agree on it. The picture is read in strips, shrunk as far as the tiles allow, never whole at full size.
/// Deterministic: the same picture gives the same faces.
public struct FaceAnalyser: Sendable {
    /// Width of the narrowest face that is looked for, in pixels; narrower ones are found by luck.
    public static let faceWidthMin: Float = 34
    /// How far a head may be turned to a side, in radians: 60 degrees.
    ///
    /// Beyond, the mesh model guesses the far half.
    public static let yawMax: Float = .pi / 3
    /// Which part of a face's mesh may lie beyond the picture's border.
    public static let fractionOutsideMax: Float = 0.35

    let shortRange: BlazeFaceDetector
    let fullRange: BlazeFaceDetector
    let landmarker: FaceMeshLandmarker

    /// An analyser that runs three models.
    ///
    /// - Parameters:
    ///   - shortRange: `face_detection_short_range`.
    ///   - fullRange: `face_detection_full_range_sparse`.
    ///   - landmarker: `face_landmark_with_attention`.
    public init(shortRange: InferenceSession, fullRange: InferenceSession, landmarker: InferenceSession) {
        self.shortRange = BlazeFaceDetector(.short, session: shortRange)
        self.fullRange = BlazeFaceDetector(.full, session: fullRange)
        self.landmarker = FaceMeshLandmarker(session: landmarker)
    }

    /// The faces of a picture, largest first.
    ///
    /// - Parameters:
    ///   - canvas: The picture; it is only read.
    ///   - search: Which faces.
    /// - Returns: Each face once.
    /// - Throws: `ImageError` when the picture turns out to be damaged, or what the inference engine throws.
    public func faces(
        in canvas: inout some FusionCanvas & ~Copyable,
        search: FaceSearch
    ) throws -> [Face] {
        try findings(in: &canvas, search: search).faces
    }

    /// The faces of a picture, and what was taken for one but cannot be used.
    ///
    /// - Parameters:
    ///   - canvas: The picture; it is only read.
    ///   - search: Which faces.
    /// - Returns: Each face once.
    /// - Throws: `ImageError` when the picture turns out to be damaged, or what the inference engine throws.
    public func findings(
        in canvas: inout some FusionCanvas & ~Copyable,
        search: FaceSearch
    ) throws -> FaceFindings {
        var collection = FaceCollection()
        let long = Float(max(canvas.size.width, canvas.size.height))
        let seen = try wholePictureDetections(shortRange, in: &canvas)
        try add(seen, to: &collection, search: search, in: &canvas)
        if search == .dominant, collection.widthMax >= long * Self.dominantFraction { return collection.findings }

        let plan = TilePlan(canvas.size, faceWidthMin: Self.faceWidthMin, inputSide: fullRange.inputSide)
        for level in plan.levelsBesideWholePicture(faceFractionMin: Self.shortRangeFaceFractionMin) {
            let seen = try tileDetections(level, in: &canvas)
            try add(seen, to: &collection, search: search, in: &canvas)
            if search == .dominant, collection.widthMax >= 2 * level.faceWidthMin { return collection.findings }
        }
        if collection.isEmpty {
            let seen = try turnedDetections(in: &canvas)
            try add(seen, to: &collection, search: search, meanScoreMin: Self.turnedMeanScoreMin, in: &canvas)
        }
        return collection.findings
    }
}

extension FaceAnalyser {
    /// A face this wide, as a fraction of the picture's long side, is the largest: the short-range detector misses
    /// none of half its width.
    static let dominantFraction: Float = 0.2
    /// Width of the narrowest face that the short-range detector finds reliably in the whole picture: 14 of 128.
    static let shortRangeFaceFractionMin: Float = 14.0 / 128
    /// Least score that makes a second look worthwhile.
    static let candidateScoreMin: Float = 0.2
    /// Contrast below which a tile holds no face, as a fraction of full contrast.
    static let contrastMin: Float = 0.04

    /// What a detector sees in the whole picture, in picture pixels.
    func wholePictureDetections(
        _ detector: BlazeFaceDetector,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws -> [FaceDetection] {
        let step = Float(max(canvas.size.width, canvas.size.height)) / Float(detector.inputSide)
        let patch = try PicturePatch(
            canvas.size.bounds,
            reduction: .strongest(forStep: step, leaving: 4),
            of: &canvas
        )
        return try detections(detector, in: patch.pixels.size.bounds, of: patch, picture: canvas.size)
    }

    /// What the full-range detector sees in the tiles of a level, in picture pixels.
    func tileDetections(
        _ level: TilePlan.Level,
        in canvas: inout some FusionCanvas & ~Copyable
    ) throws -> [FaceDetection] {
        var found: [FaceDetection] = []
        let step = level.reduction.rawValue
        let side = (level.side + step - 1) / step
        for top in level.rows {
            let strip = PixelRegion(x: 0, y: top, width: canvas.size.width, height: level.side)
            let patch = try PicturePatch(strip, reduction: level.reduction, of: &canvas)
            for left in level.columns {
                let tile = PixelRegion(x: left / step, y: 0, width: side, height: side)
                let part = tile.intersection(patch.pixels.size.bounds)
                found += try detections(fullRange, in: part, of: patch, picture: canvas.size)
            }
        }
        return found
    }

    /// What both detectors see in the whole picture when it is turned: for pictures that lie on a side.
    func turnedDetections(in canvas: inout some FusionCanvas & ~Copyable) throws -> [FaceDetection] {
        let size = canvas.size
        let center = SIMD2(Float(size.width), Float(size.height)) / 2 - 0.5
        var found: [FaceDetection] = []
        for eighth in 0..<8 {
            let isStraight = eighth.isMultiple(of: 2)
            let long = Float(max(size.width, size.height))
            let diagonal = Float(size.width + size.height) * Float(0.5).squareRoot()
            let window = ModelWindow(
                center: center,
                side: isStraight ? long : diagonal,
                roll: Float(eighth) * .pi / 4
            )
            for detector in [shortRange, fullRange] {
                let side = detector.inputSide
                let input = try windowInput(window, inputSide: side, range: .minusOneToOne, of: &canvas)
                let seen = try detector.detections(in: input, scoreMin: Self.candidateScoreMin)
                found += seen.map { $0.mapped(by: window.toPicture(inputSide: side)) }
            }
        }
        return found
    }

    /// What a detector sees in a part of a patch, in picture pixels.
    private func detections(
        _ detector: BlazeFaceDetector,
        in part: PixelRegion,
        of patch: borrowing PicturePatch,
        picture: PixelSize
    ) throws -> [FaceDetection] {
        let letterbox = Letterbox(part.size, side: detector.inputSide)
        let input = letterboxedInput(part, of: patch.pixels, letterbox: letterbox, range: .minusOneToOne)
        guard hasContrast(input, letterbox: letterbox) else { return [] }
        let seen = try detector.detections(in: input, scoreMin: Self.candidateScoreMin)
        let step = Float(patch.reduction.rawValue)
        let toPicture = letterbox.toPicture.then(
            AffineTransform(
                a: step,
                b: 0,
                tx: Float(part.x) * step + Float(patch.region.x),
                c: 0,
                d: step,
                ty: Float(part.y) * step + Float(patch.region.y)
            )
        )
        return seen.map { $0.mapped(by: toPicture) }
    }

    /// Whether the green channel of what is shown varies: skies and walls need no detector.
    private func hasContrast(_ input: [Float], letterbox: Letterbox) -> Bool {
        var low: Float = 1
        var high: Float = -1
        for y in letterbox.offset.y..<(letterbox.offset.y + letterbox.fitted.height) {
            let start = (y * letterbox.side + letterbox.offset.x) * 3 + 1
            for x in 0..<letterbox.fitted.width {
                let value = input[start + 3 * x]
                low = min(low, value)
                high = max(high, value)
            }
        }
        return high - low > 2 * Self.contrastMin
    }
}
