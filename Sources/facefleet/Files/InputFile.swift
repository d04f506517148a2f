// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Reads pictures from files.
enum InputFile {
    /// The bytes of a file, never more than a limit.
    ///
    /// A pipe is read too, so that a shell's process substitution works.
    ///
    /// - Throws: `not_found`, `unsupported_format` for a folder, `image_too_large_bytes`.
    static func read(_ path: String, byteCountMax: Int) throws(Problem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        guard let status = FileStatus(descriptor: descriptor) else { throw unreadable(path, errno) }
        if status.kind == .folder { throw Problem(.unsupportedFormat, "a folder, not an image", file: path) }
        if status.byteCount > byteCountMax { throw tooLarge(path, "\(status.byteCount) bytes", byteCountMax) }
        // One byte more than the file should have: a read that does not fill the room has reached the end.
        var bytes = [UInt8](repeating: 0, count: status.kind == .file ? status.byteCount + 1 : 1 << 16)
        var filled = 0
        while true {
            let count = bytes.withUnsafeMutableBytes { fill($0[filled...], from: descriptor) }
            if count < 0 { throw unreadable(path, errno) }
            filled += count
            if filled > byteCountMax { throw tooLarge(path, "more than \(byteCountMax) bytes", byteCountMax) }
            if count == 0 { break }
            if filled == bytes.count { bytes += [UInt8](repeating: 0, count: min(filled, byteCountMax + 1 - filled)) }
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// Reads once; negative after an error, 0 at the end.
    private static func fill(_ room: Slice<UnsafeMutableRawBufferPointer>, from descriptor: Int32) -> Int {
        let room = UnsafeMutableRawBufferPointer(rebasing: room)
        while true {
            #if canImport(Darwin)
            let count = Darwin.read(descriptor, room.baseAddress, room.count)
            #else
            let count = Glibc.read(descriptor, room.baseAddress, room.count)
            #endif
            if count >= 0 || errno != EINTR { return count }
        }
    }

    private static func unreadable(_ path: String, _ number: Int32) -> Problem {
        Problem(.notFound, number == ENOENT ? "no such file" : systemMessage(number), file: path)
    }

    private static func tooLarge(_ path: String, _ measured: String, _ limit: Int) -> Problem {
        var problem = Problem(.imageTooLargeBytes, "the file is too large", file: path)
        (problem.measured, problem.limit) = (measured, "\(limit) bytes")
        return problem
    }
}
