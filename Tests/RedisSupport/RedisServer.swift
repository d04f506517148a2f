// SPDX-License-Identifier: Apache-2.0

import Foundation
package import RESP
import Synchronization

/// A real server on a port of its own, with its data in a folder of its own.
package final class RedisServer: Sendable {
    /// Server and checks are one program, which goes by the name that it is called by; Debian's redis-tools has it.
    ///
    /// `FACEFLEET_TEST_REDIS_SERVER` names another one, such as Valkey's.
    package static let program =
        ProcessInfo.processInfo.environment["FACEFLEET_TEST_REDIS_SERVER"]
        ?? ["redis-server", "redis-check-rdb"].map(path).first(where: isExecutable)
    /// Valkey's, where it is installed beside; its tools have it, too.
    package static let valkey = ["valkey-server", "valkey-check-rdb"].map(path).first(where: isExecutable)
    package static let isInstalled = program != nil && isExecutable(path("redis-cli"))
    package static let skippedValkey = "neither valkey-server nor valkey-tools is installed"
    package static let skipped = "neither redis-server nor redis-tools is installed"

    private static func isExecutable(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

    package static func path(_ program: String) -> String { "/usr/bin/\(program)" }

    package let port: Int
    package let folder: String
    private let arguments: [String]
    private let program: String?
    private let process = LockedProcess()

    package var endpoint: RESPEndpoint { RESPEndpoint(host: "127.0.0.1", port: port) }

    /// A server that does not run yet.
    package init(
        _ arguments: [String] = [],
        port: Int = freePort(),
        program: String? = RedisServer.program
    ) throws {
        self.port = port
        self.program = program
        self.arguments = arguments
        folder = NSTemporaryDirectory() + "facefleet-redis-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        process.kill(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts the server and waits until it answers.
    package func start() throws {
        let log = folder + "/log"
        var words = ["--port", "\(port)", "--dir", folder, "--save", "", "--logfile", log, "--bind", "127.0.0.1"]
        words += ["--daemonize", "no"] + arguments
        // A sentinel's file of settings comes before its options.
        if let file = arguments.first, file.hasSuffix(".conf") {
            words = [file] + words.filter { $0 != file } + ["--sentinel"]
        }
        try process.run(program ?? "", ["redis-server"] + words)
        try waitForAnswer()
    }

    /// Ends the server at once, as a lost machine does.
    package func kill() { process.kill(SIGKILL) }
    /// Stops it where it stands.
    package func freeze() { process.signal(SIGSTOP) }
    /// Lets it go on.
    package func thaw() { process.signal(SIGCONT) }

    /// Asks the server from outside of what is tested.
    @discardableResult
    package func cli(_ words: String...) throws -> String {
        try Self.run(Self.path("redis-cli"), ["-p", "\(port)"] + words)
    }

    private func waitForAnswer() throws {
        // Each question takes milliseconds.
        for _ in 0..<2000 {
            let answer = try cli("PING")
            if ["PONG", "NOAUTH"].contains(where: answer.contains) { return }
        }
        throw Failure(words: "the server on port \(port) does not answer: \(log)")
    }

    /// The end of what the server says.
    package var log: String {
        String((try? String(contentsOfFile: folder + "/log", encoding: .utf8))?.suffix(2000) ?? "")
    }

    package struct Failure: Error {
        package let words: String

        package init(words: String) { self.words = words }
    }

    /// Runs a program and gives what it says.
    package static func run(_ path: String, _ words: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = words
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A port that was free a moment ago.
    package static func freePort() -> Int {
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

/// Servers that tests share have no one to end them but the end of the tests' own process.
private enum Leftovers {
    private static let running = Mutex<Set<pid_t>>([])
    private static let atEnd: Void = {
        atexit { Leftovers.running.withLock { for pid in $0 { kill(pid, SIGKILL) } } }
    }()

    static func note(_ pid: pid_t) {
        _ = atEnd
        running.withLock { _ = $0.insert(pid) }
    }

    static func forget(_ pid: pid_t) { running.withLock { _ = $0.remove(pid) } }
}

/// A process that can be started and ended from any thread.
private final class LockedProcess: Sendable {
    private let process = Mutex<pid_t>(0)

    func run(_ path: String, _ words: [String]) throws {
        var pid: pid_t = 0
        let arguments = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let status = posix_spawn(&pid, path, &actions, nil, arguments + [nil], environ)
        guard status == 0 else { throw RedisServer.Failure(words: "\(path) cannot be started: \(status)") }
        process.withLock { $0 = pid }
        Leftovers.note(pid)
    }

    func signal(_ number: Int32) {
        process.withLock { pid in if pid > 0 { _ = Glibc.kill(pid, number) } }
    }

    func kill(_ number: Int32) {
        process.withLock { pid in
            guard pid > 0 else { return }
            _ = Glibc.kill(pid, number)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            Leftovers.forget(pid)
            pid = 0
        }
    }
}
