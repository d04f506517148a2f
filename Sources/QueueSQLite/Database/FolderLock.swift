// SPDX-License-Identifier: Apache-2.0

import Queue

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The right of one process to a data folder: an advisory lock on a file in it, gone with the process.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock and writes this process's number into the file, for whoever finds it taken.
    init(path: String) throws(TaskQueueError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unavailable("cannot open \(path): \(Self.reason())") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let owner = Self.owner(descriptor)
            close(descriptor)
            guard code == EWOULDBLOCK else { throw .unavailable("cannot lock \(path): \(Self.reason(code))") }
            throw .folderInUse(path: path, owner: owner)
        }
        self.descriptor = descriptor
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        // Only for the message: an unwritable number does not make the lock less of a lock.
        _ = pwrite(descriptor, text, text.count, 0)
    }

    deinit { close(descriptor) }

    private static func owner(_ descriptor: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &text, text.count, 0)
        let digits = text.prefix(max(count, 0)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
    }

    private static func reason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
}
