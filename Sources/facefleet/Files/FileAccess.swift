// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a path names, as far as this program cares.
struct FileStatus: Sendable {
    /// What kind of thing it is.
    enum Kind: Sendable { case file, folder, other }

    /// What kind of thing it is.
    let kind: Kind
    /// Bytes, for a file.
    let byteCount: Int
    /// Read, write and execute bits.
    let permissions: UInt32
    /// Which file it is, whatever names it has.
    let identity: FileIdentity

    /// What the path names once links are followed, or `nil` when nothing can be found there.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// What an open file is.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        switch UInt32(status.st_mode) & UInt32(S_IFMT) {
        case UInt32(S_IFREG): kind = .file
        case UInt32(S_IFDIR): kind = .folder
        default: kind = .other
        }
        byteCount = Int(status.st_size)
        permissions = UInt32(status.st_mode) & 0o777
        identity = FileIdentity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }
}

/// Two paths name one file exactly when these are equal.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let number: UInt64
}

/// The system's sentence for an error number, in lower case as all our sentences.
func systemMessage(_ number: Int32) -> String {
    let text = String(cString: strerror(number))
    return text.prefix(1).lowercased() + text.dropFirst()
}
