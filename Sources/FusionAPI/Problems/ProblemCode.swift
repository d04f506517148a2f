// SPDX-License-Identifier: Apache-2.0

/// Every failure that a client can be told of; the raw value is its public name.
public enum ProblemCode: String, Sendable, CaseIterable {
    case unsupportedFormat = "unsupported_format"
    case imageDecodeFailed = "image_decode_failed"
    case imageTooSmall = "image_too_small"
    case imageTooLargeBytes = "image_too_large_bytes"
    case imageTooLargePixels = "image_too_large_pixels"
    case imageDownloadFailed = "image_download_failed"
    case invalidOptions = "invalid_options"
    case noFaceDetected = "no_face_detected"
    case faceTooSmall = "face_too_small"
    case faceIndexNotFound = "face_index_not_found"
    case tooManyFaces = "too_many_faces"
    case contentBlocked = "content_blocked"
    case contentReviewRequired = "content_review_required"
    case idempotencyKeyReused = "idempotency_key_reused"
    case unauthenticated = "unauthenticated"
    case forbidden = "forbidden"
    case rateLimited = "rate_limited"
    case quotaExceeded = "quota_exceeded"
    case queueFull = "queue_full"
    case notFound = "not_found"
    case gone = "gone"
    case deadlineExceeded = "deadline_exceeded"
    case modelUnavailable = "model_unavailable"
    case outOfMemory = "out_of_memory"
    case storageFailed = "storage_failed"
    case queueUnavailable = "queue_unavailable"
    case malformedRequest = "malformed_request"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case rangeNotSatisfiable = "range_not_satisfiable"
    case notReady = "not_ready"
    case alreadyTerminal = "already_terminal"
    case internalFault = "internal"

    /// The status of the answer.
    public var status: Int {
        switch self {
        case .malformedRequest: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .contentReviewRequired, .notReady, .alreadyTerminal: 409
        case .gone: 410
        case .imageTooLargeBytes: 413
        case .unsupportedFormat: 415
        case .rangeNotSatisfiable: 416
        case .imageDecodeFailed, .imageTooSmall, .imageTooLargePixels, .imageDownloadFailed, .invalidOptions,
            .noFaceDetected, .faceTooSmall, .faceIndexNotFound, .tooManyFaces, .idempotencyKeyReused:
            422
        case .rateLimited, .quotaExceeded, .queueFull: 429
        case .contentBlocked: 451
        case .internalFault: 500
        case .modelUnavailable, .outOfMemory, .storageFailed, .queueUnavailable: 503
        case .deadlineExceeded: 504
        }
    }

    /// Whether the same request may succeed later without anybody changing it.
    public var isRetryable: Bool {
        switch self {
        case .rateLimited, .quotaExceeded, .queueFull, .deadlineExceeded, .modelUnavailable, .outOfMemory,
            .storageFailed, .queueUnavailable, .notReady, .imageDownloadFailed, .internalFault:
            true
        default: false
        }
    }

    /// Whether an answer says when to try again: `Retry-After`.
    public var hasRetryAfter: Bool {
        switch self {
        case .rateLimited, .quotaExceeded, .queueFull, .storageFailed, .queueUnavailable: true
        default: false
        }
    }

    /// The same for every problem with this code (RFC 9457, section 3.1.3).
    public var title: String {
        switch self {
        case .unsupportedFormat: "Format not supported"
        case .imageDecodeFailed: "Image cannot be decoded"
        case .imageTooSmall: "Image too small"
        case .imageTooLargeBytes: "File too large"
        case .imageTooLargePixels: "Image has too many pixels"
        case .imageDownloadFailed: "Image cannot be fetched"
        case .invalidOptions: "Options not valid"
        case .noFaceDetected: "No face found"
        case .faceTooSmall: "Face too small"
        case .faceIndexNotFound: "No such face"
        case .tooManyFaces: "Too many faces"
        case .contentBlocked: "Content blocked"
        case .contentReviewRequired: "Content awaits review"
        case .idempotencyKeyReused: "Idempotency key used for another request"
        case .unauthenticated: "Not authenticated"
        case .forbidden: "Not allowed"
        case .rateLimited: "Too many requests"
        case .quotaExceeded: "Quota used up"
        case .queueFull: "Queue full"
        case .notFound: "Not found"
        case .gone: "Erased or expired"
        case .deadlineExceeded: "Deadline passed"
        case .modelUnavailable: "Model not available"
        case .outOfMemory: "Not enough memory"
        case .storageFailed: "Storage failed"
        case .queueUnavailable: "Queue not available"
        case .malformedRequest: "Request malformed"
        case .methodNotAllowed: "Method not allowed"
        case .notAcceptable: "No acceptable answer"
        case .rangeNotSatisfiable: "Range not satisfiable"
        case .notReady: "Not finished yet"
        case .alreadyTerminal: "Already finished"
        case .internalFault: "Internal error"
        }
    }
}
