// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension StorageError {
    /// The error for a refusal of the operating system.
    ///
    /// - Parameters:
    ///   - number: The positive `errno`.
    ///   - operation: What was tried, such as `write`.
    ///   - path: The file or folder.
    /// - Returns: The error that says so.
    static func system(_ number: Int32, _ operation: String, _ path: String) -> StorageError {
        let reason = unsafe String(cString: strerror(number))
        let message = "cannot \(operation) \(path): \(reason)"
        return switch number {
        case ENOSPC, EDQUOT: StorageError(.storageFull, message)
        case EROFS, EACCES, EPERM: StorageError(.folderUnwritable, message)
        default: StorageError(.failed, message)
        }
    }
}
