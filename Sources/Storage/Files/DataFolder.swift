// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The folder that one process owns while this value lives.
final class DataFolder: Sendable {
    /// Where a file without a name cannot be made, one of this name is, and unlinked at once.
    static let spoolPrefix = ".spool-"

    let path: String
    private let directory: Descriptor
    private let lock: Descriptor

    /// Creates the folder where it is missing, and locks it.
    ///
    /// - Throws: `folderLocked` when another process has it, `folderUnwritable` when nothing can be written there.
    init(_ path: String) throws(StorageError) {
        self.path = path
        let isNew = unsafe mkdir(path, 0o700) == 0
        if !isNew, errno != EEXIST { throw .system(errno, "create the folder", path) }
        do throws(StorageError) {
            // Also when it is there: whoever created it may have been killed before this.
            try Descriptor(opening: "\(path)/..", flags: O_RDONLY | O_DIRECTORY).syncDirectory()
        } catch {
            // What is not ours to read was there before us.
            if isNew { throw error }
        }
        directory = try Descriptor(opening: path, flags: O_RDONLY | O_DIRECTORY)
        lock = try Descriptor(opening: "\(path)/lock", flags: O_RDWR | O_CREAT)
        guard try lock.tryLock() else {
            let owner = String(decoding: try lock.read(at: 0, count: 20), as: UTF8.self)
            throw StorageError(
                .folderLocked,
                "the data folder \(path) is in use by process \(owner); stop it or name another folder"
            )
        }
        try lock.truncate(to: 0)
        try lock.write([UInt8](String(getpid()).utf8), at: 0)
    }

    /// How many bytes its file system has left for us; 0 where it does not say, or cannot be written to.
    var freeBytes: Int {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0, status.f_flag & UInt(ST_RDONLY) == 0 else { return 0 }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    /// Makes created and removed names durable.
    func sync() throws(StorageError) { try directory.syncDirectory() }

    /// Lets another process have the folder.
    func unlock() { lock.unlock() }

    func file(_ name: String, create: Bool) throws(StorageError) -> Descriptor {
        try Descriptor(opening: "\(path)/\(name)", flags: O_RDWR | (create ? O_CREAT | O_EXCL : 0))
    }

    func rename(_ name: String, to other: String) throws(StorageError) {
        let (from, to) = ("\(path)/\(name)", "\(path)/\(other)")
        guard unsafe renameat(AT_FDCWD, from, AT_FDCWD, to) == 0 else {
            throw .system(errno, "rename", "\(path)/\(name)")
        }
    }

    func remove(_ name: String) throws(StorageError) {
        guard unsafe unlink("\(path)/\(name)") == 0 || errno == ENOENT else {
            throw .system(errno, "remove", "\(path)/\(name)")
        }
    }

    /// The names in the folder, in no order.
    func names() throws(StorageError) -> [String] {
        guard let stream = unsafe opendir(path) else { throw .system(errno, "list", path) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names
    }
}
