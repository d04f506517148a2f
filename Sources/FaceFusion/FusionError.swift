// SPDX-License-Identifier: Apache-2.0

/// Which of the two pictures an error is about.
public enum ImageRole: String, Sendable {
    case source, target
}

/// Why a fusion could not be made.
public struct FusionError: Error, Hashable, Sendable {
    /// The public name of the failure; the raw value is what clients see.
    public enum Code: String, Sendable, CaseIterable {
        case noFaceDetected = "no_face_detected"
        case faceTooSmall = "face_too_small"
        case faceIndexNotFound = "face_index_not_found"
        case tooManyFaces = "too_many_faces"
        case invalidOptions = "invalid_options"
        case internalFault = "internal"
    }

    /// The public name of the failure.
    public let code: Code
    /// One sentence without a full stop, in lower case.
    public let message: String
    /// The picture to blame.
    public let image: ImageRole?
    /// What was measured, with its unit, where a limit was passed.
    public let measured: String?
    /// The limit that was passed, with its unit.
    public let limit: String?

    /// An error; `measured` and `limit` go together.
    public init(
        _ code: Code,
        _ message: String,
        image: ImageRole? = nil,
        measured: String? = nil,
        limit: String? = nil
    ) {
        self.code = code
        self.message = message
        self.image = image
        self.measured = measured
        self.limit = limit
    }
}
