// SPDX-License-Identifier: Apache-2.0

import Provenance

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Writes results so that a file is there whole or not at all, also after a crash of the machine.
enum OutputFile {
    /// Writes a fusion's result; results are written in no other way.
    ///
    /// - Throws: `storage_failed` with the system's reason; nothing has changed then.
    static func write(_ result: LabelledImage, to path: String) throws(Problem) { try write(result.bytes, to: path) }

    /// Writes a file through a temporary one in the same folder; an old file stays until the new one is complete.
    ///
    /// - Throws: `storage_failed` with the system's reason; nothing has changed then.
    static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
        let final = try destination(path)
        let folder = final.folder
        let temporary: (descriptor: Int32, path: String)
        switch TemporaryFiles.shared.create(in: folder) {
        case .success(let made): temporary = made
        case .failure(let error): throw failed(path, error)
        }
        defer { TemporaryFiles.shared.remove(temporary.path) }
        if let error = fill(temporary.descriptor, with: bytes, permissions: final.permissions) {
            throw failed(path, error)
        }
        if let error = TemporaryFiles.shared.rename(temporary.path, to: final.path) { throw failed(path, error) }
        // Without this the new name itself may be lost with the power. Some file systems refuse it; the file is whole
        // either way.
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }

    /// Says before any work that a folder cannot take results, making it if it is missing.
    ///
    /// - Throws: `storage_failed` with the system's reason.
    static func prepareFolder(_ folder: String, create: Bool) throws(Problem) {
        if create { try makeFolder(folder) }
        guard let status = FileStatus(path: folder) else { throw failed(folder, SystemError(number: errno)) }
        guard status.kind == .folder else { throw failed(folder, SystemError(number: ENOTDIR)) }
        guard access(folder, W_OK) == 0 else { throw failed(folder, SystemError(number: errno)) }
    }

    /// Says before any work that a result cannot go where something else than a file is.
    ///
    /// - Throws: `storage_failed`.
    static func check(_ path: String) throws(Problem) { _ = try destination(path) }

    private static func makeFolder(_ folder: String) throws(Problem) {
        guard FileStatus(path: folder) == nil, !folder.isEmpty else { return }
        try makeFolder(Path.folder(of: folder))
        guard mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw failed(folder, SystemError(number: errno)) }
    }

    /// Where a result goes once links are followed: a link stays a link, and the file behind it is replaced.
    private static func destination(
        _ path: String
    ) throws(Problem) -> (path: String, folder: String, permissions: UInt32?) {
        guard let status = FileStatus(path: path) else { return (path, Path.folder(of: path), nil) }
        guard status.kind == .file else {
            throw Problem(.storageFailed, status.kind == .folder ? "a folder" : "not a regular file", file: path)
        }
        guard let real = realpath(path, nil) else { throw failed(path, SystemError(number: errno)) }
        defer { free(real) }
        let resolved = String(cString: real)
        return (resolved, Path.folder(of: resolved), status.permissions)
    }

    /// Writes, brings to the disk and closes.
    private static func fill(_ descriptor: Int32, with bytes: [UInt8], permissions: UInt32?) -> SystemError? {
        var error = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
        if error == nil, let permissions, fchmod(descriptor, mode_t(permissions)) != 0 {
            error = SystemError(number: errno)
        }
        if error == nil, fsync(descriptor) != 0 { error = SystemError(number: errno) }
        // Network file systems report a full disk only here.
        if close(descriptor) != 0, error == nil { error = SystemError(number: errno) }
        return error
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> SystemError? {
        var offset = 0
        while let base = bytes.baseAddress, offset < bytes.count {
            #if canImport(Darwin)
            let count = Darwin.write(descriptor, base + offset, bytes.count - offset)
            #else
            let count = Glibc.write(descriptor, base + offset, bytes.count - offset)
            #endif
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return SystemError(number: errno) }
            offset += count
        }
        return nil
    }

    private static func failed(_ path: String, _ error: SystemError) -> Problem {
        Problem(.storageFailed, error.number == ENOENT ? "no such folder" : systemMessage(error.number), file: path)
    }
}
