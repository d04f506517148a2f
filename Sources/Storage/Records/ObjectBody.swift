// SPDX-License-Identifier: Apache-2.0

/// The bytes of an object, or where they are.
public enum ObjectBody: Sendable {
    /// The bytes; their digest was checked when the whole object was asked for.
    case bytes([UInt8])
    /// A part of an open file, for `sendfile`; nobody has checked the digest.
    case file(FileRange)
}

/// A part of a file that stays open while this value lives.
///
/// When the object is erased meanwhile, the range reads as zeros.
public struct FileRange: Sendable {
    private let file: Descriptor
    /// Where the part begins, in bytes.
    public let offset: Int
    /// How long it is, in bytes.
    public let byteCount: Int

    init(file: Descriptor, offset: Int, byteCount: Int) {
        self.file = file
        self.offset = offset
        self.byteCount = byteCount
    }

    /// The open file.
    ///
    /// Read with `pread` or `sendfile` only, and do not close it.
    public var descriptor: Int32 { file.number }

    /// The bytes; blocks.
    public func read() throws(StorageError) -> [UInt8] { try file.read(at: offset, count: byteCount) }
}
