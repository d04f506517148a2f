// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A pseudo-terminal, so that a program believes that somebody watches.
final class Terminal {
    /// The end that the program gets.
    let program: FileHandle
    private let watcher: FileHandle

    init() throws {
        let watching = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        // TIOCSPTLCK and TIOCGPTN of Linux's asm-generic/ioctls.h: macros that Swift does not see.
        var (locked, number): (Int32, Int32) = (0, 0)
        guard watching >= 0, ioctl(watching, 0x4004_5431, &locked) == 0, ioctl(watching, 0x8004_5430, &number) == 0
        else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        watcher = FileHandle(fileDescriptor: watching, closeOnDealloc: true)
        let end = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard end >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        program = FileHandle(fileDescriptor: end, closeOnDealloc: true)
    }

    /// What was shown so far; call it when the program has ended.
    func shown() -> String {
        // Without this a terminal on which nothing more comes would block the reader.
        _ = fcntl(watcher.fileDescriptor, F_SETFL, O_NONBLOCK)
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(watcher.fileDescriptor, &buffer, buffer.count)
            if count <= 0 { break }
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
