// SPDX-License-Identifier: Apache-2.0

import CStorage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Hands the write-ahead log to the disk bit by bit.
///
/// The log is synced at a checkpoint only, 16 MB at once; on a disk that also takes a loaded service's uploads, that
/// held up every request for 30 to 50 ms. Written ahead, little is left to wait for. What survives a power cut does not
/// depend on it.
final class LogWriteback {
    private let path: String
    private var descriptor: Int32 = -1
    private var commits = 0

    /// The commits between two writes: about half a megabyte.
    private static let interval = 16

    /// - Parameter database: The database's path.
    init(database: String) { path = database + "-wal" }

    /// A commit was made.
    func note() {
        commits += 1
        if commits % Self.interval == 0 { begin() }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private func begin() {
        if descriptor < 0 { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
        // Whether it failed is for the sync to say.
        if descriptor >= 0 { _ = facefleet_begin_writing(descriptor) }
    }
}
