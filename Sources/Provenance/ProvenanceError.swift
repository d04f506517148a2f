// SPDX-License-Identifier: Apache-2.0

/// Why a label could not be written or read.
public struct ProvenanceError: Error, Hashable, Sendable {
    /// What kind of failure it is.
    public enum Code: String, Sendable, CaseIterable {
        /// Neither JPEG nor PNG nor WebP.
        case unsupportedFormat = "unsupported_format"
        /// The file breaks a rule of its format, or ends too early.
        case fileDamaged = "file_damaged"
        /// The metadata is larger than the format can hold or than is read.
        case packetTooLarge = "packet_too_large"
        /// The metadata is there but cannot be understood.
        case metadataMalformed = "metadata_malformed"
        /// A field of the label is too long, or empty, or holds what no text holds.
        case invalidField = "invalid_field"
        /// An unlabelled result was asked for by someone who may not have it.
        case exemptionMissing = "exemption_missing"
    }

    /// What kind of failure it is.
    public let code: Code
    /// One sentence without a full stop, in lower case.
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
