// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// Fuses faces: the literal list of stages.
///
/// `detect → landmarks → select → geometry → read → masks → swap → blend → write`, once for each face that is fused.
/// Safe to share: every call works on its own pictures, on the caller's thread.
public struct FusionPipeline: Sendable {
    /// Greatest number of faces fused in one target.
    public static let fusedFaceCountMax = 16
    /// Greatest number of photos of one person.
    public static let photoCountMax = 8
    /// Least width of a face, in pixels.
    public static let faceWidthMin: Float = 34

    private let analyser: FaceAnalyser
    private let swapper: MeshSwapper

    /// A pipeline from loaded models.
    public init(analyser: FaceAnalyser, topology: MeshTopology) {
        self.analyser = analyser
        swapper = MeshSwapper(topology: topology)
    }

    /// Analyses one photo of the person whose face is taken: its largest face.
    ///
    /// - Parameter canvas: The photo.
    /// - Returns: The face, cut out.
    /// - Throws: `FusionError` with `no_face_detected` or `face_too_small`, naming the source; what the canvas and the
    ///   models throw.
    public func photo(_ canvas: inout some FusionCanvas & ~Copyable) throws -> SourcePhoto {
        guard let face = try analyser.faces(in: &canvas, search: .dominant).first else {
            throw FusionError(.noFaceDetected, "no face was found in the source", image: .source)
        }
        try Self.checkWidth(of: face, image: .source)
        return SourcePhoto(
            face: face,
            texture: try SourceTexture(canvas: &canvas, face: face, topology: swapper.topology)
        )
    }

    /// Every face of a picture, in the order asked for.
    ///
    /// - Parameters:
    ///   - canvas: The picture.
    ///   - order: By what the faces are ordered.
    /// - Returns: Any number of faces, none included.
    /// - Throws: What the canvas and the models throw.
    public func faces(in canvas: inout some FusionCanvas & ~Copyable, order: FaceOrder) throws -> [Face] {
        order.sorted(try analyser.faces(in: &canvas, search: .all))
    }

    /// The faces of a target, to be fused into more than once.
    ///
    /// - Parameters:
    ///   - canvas: The target.
    ///   - options: Which faces will be asked for.
    /// - Returns: As many faces as the options may need.
    /// - Throws: What the canvas and the models throw.
    public func target(
        _ canvas: inout some FusionCanvas & ~Copyable,
        options: FusionOptions
    ) throws -> TargetAnalysis {
        TargetAnalysis(found: try analyser.faces(in: &canvas, search: options.search), search: options.search)
    }

    /// Fuses the sources' faces into the target.
    ///
    /// - Parameters:
    ///   - sources: One person, or for a map as many as it names.
    ///   - canvas: The target.
    ///   - analysis: What ``target(_:options:)`` found in this very picture; looked for when it is missing or does not
    ///     cover the options.
    ///   - options: Which faces, and how.
    /// - Returns: Every face that was found, in order, and whether it was fused.
    /// - Throws: `FusionError`, naming the target: the canvas is then unchanged; what the canvas and the models throw.
    public func fuse(
        _ sources: [SourceIdentity],
        into canvas: inout some FusionCanvas & ~Copyable,
        at analysis: TargetAnalysis? = nil,
        options: FusionOptions
    ) throws -> FusionReport {
        var timings = StageTimings()
        let analysis = try analysis.flatMap { $0.covers(options) ? $0 : nil } ?? target(&canvas, options: options)
        timings.mark("detect")
        let faces = options.order.sorted(analysis.found)
        let selected = try options.faces.resolved(faceCount: faces.count, sourceCount: sources.count)
        for face in selected { try Self.checkWidth(of: faces[face.index], image: .target) }
        // The largest face last: where faces overlap, the one in front is usually the larger.
        for face in selected.sorted(by: { faces[$0.index].box.area < faces[$1.index].box.area }) {
            try swapper.fuse(
                sources[face.source].photos.map(\.texture),
                onto: faces[face.index],
                in: &canvas,
                options: (options.fusionDegree, options.eyes),
                timings: &timings
            )
        }
        let fused = Set(selected.map(\.index))
        return FusionReport(
            faces: faces.enumerated().map {
                FaceReport(index: $0.offset, face: $0.element, fused: fused.contains($0.offset))
            },
            timings: timings.stages
        )
    }

    private static func checkWidth(of face: Face, image: ImageRole) throws(FusionError) {
        guard face.width >= faceWidthMin else {
            throw FusionError(
                .faceTooSmall,
                "the face is too small to be fused",
                image: image,
                measured: "\(Int(face.width.rounded(.down))) pixels",
                limit: "\(Int(faceWidthMin)) pixels"
            )
        }
    }
}

/// One photo of a source person, analysed: everything that fusing needs, without the photo's file.
public struct SourcePhoto: Sendable {
    /// The face that is taken.
    public let face: Face
    let texture: SourceTexture

    /// About what it takes in memory, in bytes.
    public var byteCount: Int { texture.byteCount + face.byteCount }
}

/// One source person: one photo or several.
public struct SourceIdentity: Sendable {
    /// The photos, at least one, at most ``FusionPipeline/photoCountMax``.
    public let photos: [SourcePhoto]

    /// A person from photos.
    ///
    /// - Parameter photos: At least one, at most ``FusionPipeline/photoCountMax``.
    public init(photos: [SourcePhoto]) {
        precondition(
            (1...FusionPipeline.photoCountMax).contains(photos.count),
            "a person has 1 to 8 photos, not \(photos.count)"
        )
        self.photos = photos
    }
}

/// The faces of one target picture, kept for further fusions into it.
///
/// Biometric data: kept no longer than its picture.
public struct TargetAnalysis: Sendable {
    let found: [Face]
    let search: FaceSearch

    /// About what it takes in memory, in bytes.
    public var byteCount: Int { found.reduce(0) { $0 + $1.byteCount } }

    /// Whether these faces are all that the options ask for.
    public func covers(_ options: FusionOptions) -> Bool { search == .all || options.search == search }
}

/// What a fusion did and how long each stage took.
public struct FusionReport: Sendable {
    /// Every face that was found, in the order asked for.
    public let faces: [FaceReport]
    /// Stage names in order of work, with the time spent in each.
    public let timings: [(stage: String, duration: Duration)]
}

/// What happened to one face of the target.
public struct FaceReport: Sendable {
    /// Place in the order.
    public let index: Int
    /// The face.
    public let face: Face
    /// Whether it was fused.
    public let fused: Bool
}
