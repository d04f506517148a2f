// SPDX-License-Identifier: Apache-2.0

import Foundation

/// `facefleet serve`, or another role, with free ports of the loopback and a folder of its own, until it is stopped or
/// forgotten.
final class RunningService {
    /// The address of the public port, or of the operators' where there is no other, with a slash at its end.
    let url: URL
    /// The folder of its queue and store.
    let data: URL
    private let process = Process()
    private let workspace: Workspace

    /// Starts it, and waits until it listens.
    ///
    /// - Parameters:
    ///   - arguments: Further arguments.
    ///   - role: The command.
    ///   - variables: Further variables of its environment.
    /// - Throws: `ServiceEndedEarly` with its log when it ends before it listens.
    init(_ arguments: [String] = [], role: String = "serve", variables: [String: String] = [:]) throws {
        workspace = try Workspace()
        data = workspace.folder.appending(path: "data")
        process.executableURL = FacefleetProcess.program
        process.arguments =
            [role, "--port", "0", "--admin-port", "0", "--data", data.path, "--log-format", "json"] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["FACEFLEET_MODELS"] = FacefleetProcess.package.appending(path: ".deps/models").path
        process.environment = environment.merging(variables) { $1 }
        process.currentDirectoryURL = workspace.folder
        process.standardInput = FileHandle.nullDevice
        let log = Pipe()
        process.standardError = log
        try process.run()
        url = try Self.address(in: log.fileHandleForReading, of: role == "worker" ? "admin port" : "listening")
        // Read on, else the service would block once the pipe is full.
        log.fileHandleForReading.readabilityHandler = { handle in
            if handle.availableData.isEmpty { handle.readabilityHandler = nil }
        }
    }

    deinit {
        guard process.isRunning else { return }
        kill()
    }

    /// Ends it at once, as a lost machine does.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Asks it to end and waits for that; gives its exit status, a signal's number with a minus.
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        let status = process.terminationStatus
        return process.terminationReason == .uncaughtSignal ? -status : status
    }

    /// The address in the line that says where the public port listens.
    private static func address(in log: FileHandle, of port: String) throws -> URL {
        var seen = Data()
        var line = Data()
        while let byte = try log.read(upToCount: 1), !byte.isEmpty {
            seen += byte
            line += byte
            guard byte == Data("\n".utf8) else { continue }
            let entry = try JSONSerialization.jsonObject(with: line) as? [String: Any]
            if entry?["message"] as? String == port, let text = entry?["url"] as? String,
                let url = URL(string: text)
            {
                return url
            }
            line = Data()
        }
        throw ServiceEndedEarly(log: String(decoding: seen, as: UTF8.self))
    }
}

/// The service ended before it listened.
struct ServiceEndedEarly: Error {
    /// What it logged.
    let log: String
}
