// SPDX-License-Identifier: Apache-2.0

public import Imaging

/// One photo of a source person, analysed: everything that fusing needs, without the photo's file.
public struct SourcePhoto: Sendable {
    /// The face that is taken.
    public let face: Face

    init(face: Face) { self.face = face }
}

/// One source person: one photo or several.
public struct SourceIdentity: Sendable {
    /// The photos, at least one, at most ``FusionPipeline/photoCountMax``.
    public let photos: [SourcePhoto]

    /// A person from photos.
    public init(photos: [SourcePhoto]) {
        precondition(!photos.isEmpty, "a person has at least one photo")
        self.photos = photos
    }
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

/// What a fusion did and how long each stage took.
public struct FusionReport: Sendable {
    /// Every face that was found, in the order asked for.
    public var faces: [FaceReport] = []
    /// Stage names in order of work, with the time spent in each.
    public var timings: [(stage: String, duration: Duration)] = []
}

/// Fuses faces: the literal list of stages.
public struct FusionPipeline: Sendable {
    /// Greatest number of faces fused in one target.
    public static let fusedFaceCountMax = 16
    /// Greatest number of photos of one person.
    public static let photoCountMax = 8
    /// Least width of a face, in pixels.
    public static let faceWidthMin: Float = 34

    /// Analyses one photo of the person whose face is taken: its largest face.
    ///
    /// - Throws: `FusionError` with `no_face_detected` or `face_too_small`, naming the source.
    public func photo(_ canvas: inout some FusionCanvas & ~Copyable) throws -> SourcePhoto {
        throw FusionError(.internalFault, "under construction")
    }

    /// Every face of a picture, in the order asked for.
    public func faces(in canvas: inout some FusionCanvas & ~Copyable, order: FaceOrder) throws -> [Face] {
        throw FusionError(.internalFault, "under construction")
    }

    /// Fuses the sources' faces into the target.
    ///
    /// - Throws: `FusionError`, naming the target; the canvas is then unchanged.
    public func fuse(
        _ sources: [SourceIdentity],
        into canvas: inout some FusionCanvas & ~Copyable,
        options: FusionOptions
    ) throws -> FusionReport {
        throw FusionError(.internalFault, "under construction")
    }
}
