// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Writes whole lines to an open descriptor.
struct LineOutput: Sendable {
    let descriptor: Int32

    /// What a pipe takes without mixing it with other writers' bytes (POSIX guarantees 512, Linux keeps to 4,096).
    private static let atomicByteCount = 4_096

    /// Writes lines, several in a write as far as they stay together in a pipe.
    ///
    /// - Parameter lines: Whole lines.
    /// - Returns: How many lines nobody will read, because the other end is gone or the disk is full.
    func write(_ lines: [UInt8]) -> Int {
        lines.withUnsafeBytes { bytes in
            var lostCount = 0
            var start = 0
            while start < bytes.count {
                let end = Self.chunkEnd(in: bytes, from: start)
                let chunk = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                if !writeAll(chunk) { lostCount += chunk.count { $0 == Self.lineFeed } }
                start = end
            }
            return lostCount
        }
    }

    private static let lineFeed = UInt8(ascii: "\n")

    /// The end of the last line that fits into one write, or of the first line when that alone is longer.
    private static func chunkEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let fitting = bytes[start..<min(start + atomicByteCount, bytes.count)]
        if let feed = fitting.lastIndex(of: lineFeed) { return feed + 1 }
        return bytes[fitting.endIndex...].firstIndex(of: lineFeed).map { $0 + 1 } ?? bytes.count
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while let base = rest.baseAddress, !rest.isEmpty {
            #if canImport(Darwin)
            let count = Darwin.write(descriptor, base, rest.count)
            #else
            let count = Glibc.write(descriptor, base, rest.count)
            #endif
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno == EAGAIN {
                // Whoever shares the descriptor made it non-blocking; this thread may wait.
                var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&room, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
