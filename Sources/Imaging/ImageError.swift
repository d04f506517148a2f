// SPDX-License-Identifier: Apache-2.0

/// Why an image was refused or could not be written.
public struct ImageError: Error, Hashable, Sendable {
    /// The public name of the failure; the raw value is what clients see.
    public enum Code: String, Sendable, CaseIterable {
        case unsupportedFormat = "unsupported_format"
        case imageDecodeFailed = "image_decode_failed"
        case imageTooSmall = "image_too_small"
        case imageTooLargeBytes = "image_too_large_bytes"
        case imageTooLargePixels = "image_too_large_pixels"
        case imageEncodeFailed = "image_encode_failed"
    }

    /// The public name of the failure.
    public let code: Code
    /// One sentence without a full stop, in lower case: what is wrong with the image.
    public let message: String
    /// What was measured, with its unit, where a limit was passed.
    public let measured: String?
    /// The limit that was passed, with its unit.
    public let limit: String?

    /// An error; `measured` and `limit` go together.
    public init(_ code: Code, _ message: String, measured: String? = nil, limit: String? = nil) {
        self.code = code
        self.message = message
        self.measured = measured
        self.limit = limit
    }
}
