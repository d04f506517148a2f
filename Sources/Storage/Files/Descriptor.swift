// SPDX-License-Identifier: Apache-2.0

internal import CStorage

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An open file or folder, closed with its last owner.
///
/// Every call may block.
final class Descriptor: Sendable {
    let number: Int32
    let path: String

    init(owning number: Int32, path: String) {
        self.number = number
        self.path = path
    }

    convenience init(opening path: String, flags: Int32) throws(StorageError) {
        let number = unsafe open(path, flags | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .system(errno, "open", path) }
        self.init(owning: number, path: path)
    }

    /// A file without a name in `folder`, gone when it is closed.
    convenience init(unnamedIn folder: String) throws(StorageError) {
        let number = unsafe facefleet_open_unnamed(folder)
        guard number >= 0 else { throw .system(-number, "create a temporary file in", folder) }
        self.init(owning: number, path: folder)
    }

    deinit { close(number) }

    func size() throws(StorageError) -> Int {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw .system(errno, "measure", path) }
        return Int(status.st_size)
    }

    /// Up to `count` bytes from `offset`; fewer at the end of the file.
    func read(at offset: Int, count: Int) throws(StorageError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...]
                )
                let got = unsafe pread(number, rest.baseAddress, count - filled, off_t(offset + filled))
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { return }
                filled += got
            }
        }
        guard failure == 0 else { throw .system(failure, "read", path) }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    number,
                    buffer.baseAddress.map { unsafe $0 + done },
                    buffer.count - done,
                    off_t(offset + done)
                )
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw .system(written == 0 ? EIO : errno, "write", path) }
            done += written
        }
    }

    /// Copies `length` bytes from the start of another file, inside the kernel where it can.
    func copy(from source: Descriptor, to offset: Int, length: Int) throws(StorageError) {
        var done = 0
        while done < length {
            let copied = facefleet_copy_range(
                source.number,
                Int64(done),
                number,
                Int64(offset + done),
                Int64(length - done)
            )
            guard copied > 0 else { throw .system(copied == 0 ? EIO : Int32(-copied), "copy into", path) }
            done += Int(copied)
        }
    }

    func preallocate(_ length: Int) throws(StorageError) {
        try check(facefleet_preallocate(number, Int64(length)), "allocate \(length) bytes for")
    }

    func punchHole(at offset: Int, length: Int) throws(StorageError) {
        try check(facefleet_punch_hole(number, Int64(offset), Int64(length)), "punch a hole into")
    }

    func truncate(to length: Int) throws(StorageError) {
        guard ftruncate(number, off_t(length)) == 0 else { throw .system(errno, "truncate", path) }
    }

    /// Where the next bytes lie that are not in a hole, from `offset` on; nil when there are none.
    func nextData(from offset: Int) throws(StorageError) -> Int? {
        let found = facefleet_next_data(number, Int64(offset))
        if found == -Int64(ENXIO) { return nil }
        guard found >= 0 else { throw .system(Int32(-found), "search", path) }
        return Int(found)
    }

    /// Waits until the bytes are on the medium.
    func syncData() throws(StorageError) { try check(facefleet_sync_data(number), "sync") }

    /// Waits until the entries of this folder are on the medium.
    func syncDirectory() throws(StorageError) { try check(facefleet_sync_directory(number), "sync the folder") }

    /// Takes the exclusive lock; false when somebody else holds it.
    func tryLock() throws(StorageError) -> Bool {
        let result = facefleet_lock(number)
        if result == -EWOULDBLOCK { return false }
        try check(result, "lock")
        return true
    }

    func unlock() { _ = facefleet_unlock(number) }

    private func check(_ result: Int32, _ operation: String) throws(StorageError) {
        guard result == 0 else { throw .system(-result, operation, path) }
    }
}
