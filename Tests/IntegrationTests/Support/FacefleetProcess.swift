// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// One run of the built program.
struct FacefleetRun {
    /// How it ended; a signal's number with a minus when one ended it.
    let status: Int32
    /// Standard output.
    let output: String
    /// Standard error.
    let errors: String

    /// Standard output as a JSON object.
    func json() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
        return try #require(value as? [String: Any])
    }

    /// The object under `error`.
    func jsonError() throws -> [String: Any] { try #require(json()["error"] as? [String: Any]) }
}

/// Runs the real program, as a person at a terminal would.
enum FacefleetProcess {
    /// The program that was built together with the tests.
    static let program: URL = {
        // On Linux the test bundle is a file in the folder of the products, and the first argument names it.
        let bundles = Bundle.allBundles + [Bundle.main]
        let starts = bundles.map(\.bundleURL) + [URL(filePath: CommandLine.arguments[0])]
        for start in starts {
            var folder = start
            for _ in 0..<4 {
                let candidate = folder.appending(path: "facefleet")
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder), !isFolder.boolValue {
                    return candidate
                }
                folder.deleteLastPathComponent()
            }
        }
        return URL(filePath: "/facefleet was not found beside the tests")
    }()

    /// The folder of the package.
    static let package = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Runs the program to its end, with variables on top of those of the tests.
    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        in folder: URL? = nil
    ) throws -> FacefleetRun {
        try Running(arguments, environment: environment, in: folder).finish()
    }

    /// A run that has not ended.
    final class Running {
        let process = Process()
        private let output = Pipe()
        private let errorFile: URL

        init(
            _ arguments: [String],
            environment: [String: String] = [:],
            in folder: URL? = nil,
            errors: FileHandle? = nil
        ) throws {
            errorFile = FileManager.default.temporaryDirectory.appending(path: "facefleet-\(UUID().uuidString).stderr")
            try Data().write(to: errorFile)
            process.executableURL = program
            process.arguments = arguments
            var all = ProcessInfo.processInfo.environment
            all["FACEFLEET_MODELS"] = package.appending(path: ".deps/models").path
            process.environment = all.merging(environment) { $1 }
            if let folder { process.currentDirectoryURL = folder }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
            // A file, because two pipes that are read one after the other can block each other.
            process.standardError = try errors ?? FileHandle(forWritingTo: errorFile)
            try process.run()
        }

        /// Reads standard output until a line satisfies a condition; `nil` when the program ends before.
        func line(where condition: (String) -> Bool) throws -> String? {
            var line = Data()
            while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
                guard byte != Data("\n".utf8) else {
                    let text = String(decoding: line, as: UTF8.self)
                    if condition(text) { return text }
                    line = Data()
                    continue
                }
                line += byte
            }
            return nil
        }

        /// Waits for the end.
        func finish() throws -> FacefleetRun {
            let text = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            let errors = try Data(contentsOf: errorFile)
            try FileManager.default.removeItem(at: errorFile)
            let status = process.terminationStatus
            return FacefleetRun(
                status: process.terminationReason == .uncaughtSignal ? -status : status,
                output: String(decoding: text, as: UTF8.self),
                errors: String(decoding: errors, as: UTF8.self)
            )
        }
    }
}
