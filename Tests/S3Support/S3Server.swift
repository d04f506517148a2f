// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// A real S3 server on a port of its own, with its data in a folder of its own.
///
/// It does not outlive the tests, however they end.
package final class S3Server: Sendable {
    package static let isInstalled = (try? run(["--check"])) == 0
    package static let skipped = "scripts/s3-server lacks the Debian package python3-swift"

    package let port: Int
    package let folder: String
    package let accessKeyID = "test:tester"
    package let secretAccessKey = "testing"
    private let process = LockedProcess()

    package var endpoint: String { "http://127.0.0.1:\(port)" }

    /// The server for all tests that do not disturb it, started when the first one asks.
    package static var shared: S3Server { get throws { try started.get() } }

    private static let started = Result {
        let server = try S3Server()
        // What is static is never released.
        atexit { try? S3Server.shared.end() }
        return server
    }

    /// Starts a server and waits until it answers, which takes about a second.
    package init() throws {
        folder = NSTemporaryDirectory() + "facefleet-s3-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Another may take a port before the server does.
        var attempts = 3
        while true {
            let port = Self.freePort()
            do {
                try process.run(Self.script, [folder, "\(port)"], errors: folder + "/errors")
                self.port = port
                return
            } catch {
                attempts -= 1
                guard attempts > 0 else { throw error }
            }
        }
    }

    deinit { end() }

    private func end() {
        process.kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Ends the server at once, as a lost machine does.
    package func kill() { process.kill() }
    /// Stops it where it stands: it takes connections and answers nothing.
    package func freeze() { process.signal(SIGSTOP) }
    /// Lets it go on.
    package func thaw() { process.signal(SIGCONT) }

    /// Ends the server, if it runs, and starts it on the same port with the same data.
    package func restart() throws {
        process.kill()
        try process.run(Self.script, [folder, "\(port)"], errors: folder + "/errors")
    }

    /// The end of what the server says: a line for each request, and what went wrong.
    package var log: String { end(of: "/errors") + end(of: "/log") }

    private func end(of name: String) -> String {
        String((try? String(contentsOfFile: folder + name, encoding: .utf8))?.suffix(2000) ?? "")
    }

    package struct Failure: Error {
        package let words: String
    }

    private static let script = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "scripts/s3-server").path

    /// Runs the script until it ends, and gives its status.
    private static func run(_ words: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: script)
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// A port that was free a moment ago.
    private static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(descriptor, address, length)
                _ = getsockname(descriptor, address, &length)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }
}

/// A process that can be started and ended from any thread, in a group of its own.
private final class LockedProcess: Sendable {
    /// The process, and the socket whose other end is its standard input and output: when this one closes, it ends.
    private struct Running {
        let pid: pid_t
        let socket: Int32
    }

    private let process = Mutex<Running?>(nil)

    deinit { kill() }

    /// Starts the program and waits for its first words.
    func run(_ path: String, _ words: [String], errors: String) throws {
        // Closed in every other process that the tests start, which would hold the server's input open.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw S3Server.Failure(words: "no socket: \(errno)") }
        do {
            defer { close(ends[1]) }
            let pid = try spawn(path, words, socket: ends[1], errors: errors)
            process.withLock { $0 = Running(pid: pid, socket: ends[0]) }
        } catch {
            close(ends[0])
            throw error
        }
        guard saysSomething(ends[0]) else {
            kill()
            let said = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
            throw S3Server.Failure(words: "\(path) \(words.joined(separator: " ")) does not start: \(said)")
        }
    }

    func signal(_ number: Int32) {
        process.withLock { running in
            if let running { _ = Glibc.kill(-running.pid, number) }
        }
    }

    func kill() {
        process.withLock { process in
            guard let running = process else { return }
            _ = Glibc.kill(-running.pid, SIGKILL)
            close(running.socket)
            var status: Int32 = 0
            waitpid(running.pid, &status, 0)
            process = nil
        }
    }

    private func spawn(_ path: String, _ words: [String], socket: Int32, errors: String) throws -> pid_t {
        var pid: pid_t = 0
        let arguments = ([path] + words).map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, socket, 0)
        posix_spawn_file_actions_adddup2(&actions, socket, 1)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // If the tests die while it is stopped, the kernel ends a group that nobody is left to wake.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let status = posix_spawn(&pid, path, &actions, &attributes, arguments + [nil], environ)
        guard status == 0 else { throw S3Server.Failure(words: "\(path) cannot be started: \(status)") }
        return pid
    }

    /// Whether something comes within a minute and before the end.
    private func saysSomething(_ descriptor: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        return poll(&wanted, 1, 60_000) == 1 && read(descriptor, &byte, 1) == 1
    }
}
