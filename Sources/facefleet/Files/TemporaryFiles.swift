// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The unfinished files of this process, so that an interruption can remove them.
///
/// A file gets its final name under the same lock under which an interruption removes files: whatever the moment,
/// a result is there whole or not at all.
final class TemporaryFiles: Sendable {
    /// The list of this process.
    static let shared = TemporaryFiles()

    private struct State {
        var paths: Set<String> = []
        var made = 0
        var closed = false
    }

    private let state = Mutex(State())

    /// A new empty file in a folder, open for writing, or the system's error number.
    func create(in folder: String) -> Result<(descriptor: Int32, path: String), SystemError> {
        state.withLock { state in
            while !state.closed {
                state.made += 1
                let path = "\(folder)/.facefleet-\(getpid())-\(state.made).tmp"
                let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
                if descriptor >= 0 {
                    state.paths.insert(path)
                    return .success((descriptor, path))
                }
                // A process of the same number may have been killed here before.
                guard errno == EEXIST else { return .failure(SystemError(number: errno)) }
            }
            return .failure(SystemError(number: EINTR))
        }
    }

    /// Gives a finished file its final name.
    func rename(_ path: String, to final: String) -> SystemError? {
        state.withLock { state in
            guard state.paths.contains(path) else { return SystemError(number: EINTR) }
            guard Self.move(path, final) == 0 else { return SystemError(number: errno) }
            state.paths.remove(path)
            return nil
        }
    }

    /// Removes an unfinished file.
    func remove(_ path: String) {
        state.withLock { state in
            if state.paths.remove(path) != nil { unlink(path) }
        }
    }

    /// Removes all unfinished files and makes no new ones: the process is about to end.
    func removeAllAndClose() {
        state.withLock { state in
            for path in state.paths { unlink(path) }
            state.paths = []
            state.closed = true
        }
    }

    private static func move(_ old: String, _ new: String) -> Int32 {
        #if canImport(Darwin)
        Darwin.rename(old, new)
        #else
        Glibc.rename(old, new)
        #endif
    }
}

/// What the operating system answered.
struct SystemError: Error {
    /// `errno`.
    let number: Int32
}
