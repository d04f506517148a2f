// SPDX-License-Identifier: Apache-2.0

/// Why something could not be stored or read.
public struct StorageError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Code: String, Sendable, CaseIterable {
        /// There is no such object, it expired, or it belongs to another tenant.
        case notFound = "not_found"
        /// The object was erased; nothing can be stored under its id any more.
        case erased = "erased"
        /// The quota or the disk has no room for it.
        case storageFull = "storage_full"
        /// The folder is in use by another process.
        case folderLocked = "storage_locked"
        /// The folder cannot be written.
        case folderUnwritable = "storage_unwritable"
        /// What was read is not what was written.
        case damaged = "storage_damaged"
        /// A range that does not lie inside the object.
        case rangeInvalid = "range_invalid"
        /// Larger than a record may be, or with too many parts.
        case recordTooLarge = "record_too_large"
        /// Nobody answers, or only that it is overloaded, whatever is asked; nothing was promised.
        case unreachable = "storage_unreachable"
        /// The operating system refused; nothing was promised.
        case failed = "storage_failed"
        /// The store was closed.
        case closed = "storage_closed"
    }

    /// What is wrong.
    public let code: Code
    /// One sentence without a full stop, in lower case; ends with the remedy where there is one.
    public let message: String
    /// What was found, where a limit was passed.
    public let measured: Int?
    /// The limit that was passed.
    public let limit: Int?

    package static let erasedObject = StorageError(.erased, "the object was erased")
    package static let missingObject = StorageError(.notFound, "there is no such object, or it expired")

    /// An error; `measured` and `limit` go together.
    public init(_ code: Code, _ message: String, measured: Int? = nil, limit: Int? = nil) {
        self.code = code
        self.message = message
        self.measured = measured
        self.limit = limit
    }
}
