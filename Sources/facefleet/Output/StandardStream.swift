// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Standard output or standard error, written without a buffer, so that lines of several threads never mix.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    /// Whether a person watches.
    var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Writes a text; what a closed pipe refuses is dropped, since nobody is left to tell.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let base = rest.baseAddress, !rest.isEmpty {
                #if canImport(Darwin)
                let count = Darwin.write(rawValue, base, rest.count)
                #else
                let count = Glibc.write(rawValue, base, rest.count)
                #endif
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}

/// Ends the process at once.
func exitProcess(with status: ExitStatus) -> Never { exit(status.rawValue) }
