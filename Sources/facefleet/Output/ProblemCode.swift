// SPDX-License-Identifier: Apache-2.0

/// The public names of failures, shared with the HTTP interface; the raw value is what scripts see.
enum ProblemCode: String, CaseIterable, Sendable {
    case unsupportedFormat = "unsupported_format"
    case imageDecodeFailed = "image_decode_failed"
    case imageTooSmall = "image_too_small"
    case imageTooLargeBytes = "image_too_large_bytes"
    case imageTooLargePixels = "image_too_large_pixels"
    case imageEncodeFailed = "image_encode_failed"
    case noFaceDetected = "no_face_detected"
    case faceTooSmall = "face_too_small"
    case faceIndexNotFound = "face_index_not_found"
    case tooManyFaces = "too_many_faces"
    case invalidOptions = "invalid_options"
    case notFound = "not_found"
    case storageFailed = "storage_failed"
    case queueUnavailable = "queue_unavailable"
    case modelUnavailable = "model_unavailable"
    case outOfMemory = "out_of_memory"
    case serviceUnreachable = "service_unreachable"
    case serviceFailed = "service_failed"
    case internalFault = "internal"

    /// How the process ends when this is all that went wrong.
    var exitStatus: ExitStatus {
        switch self {
        case .invalidOptions: .usage
        case .noFaceDetected, .faceTooSmall, .faceIndexNotFound, .tooManyFaces: .noFace
        case .unsupportedFormat, .imageDecodeFailed, .imageTooSmall, .imageTooLargeBytes, .imageTooLargePixels,
            .notFound:
            .badImage
        case .modelUnavailable: .modelMissing
        case .imageEncodeFailed, .storageFailed, .queueUnavailable, .outOfMemory, .serviceUnreachable, .serviceFailed,
            .internalFault:
            .other
        }
    }
}
