// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A process of its own that stores, may be killed at any time and told to fail.
final class HarnessProcess {
    /// A line of its output: a step that was promised, and how many syncs and writes there were until then.
    struct Line {
        let step: String
        let syncs: Int
        let writes: Int
    }

    private static let program: URL = {
        // On Linux the test bundle is a file in the folder of the products, and the first argument names it.
        let starts = [Bundle.main.bundleURL, URL(filePath: CommandLine.arguments[0])]
        for start in starts + Bundle.allBundles.map(\.bundleURL) {
            var folder = start
            for _ in 0..<4 {
                let candidate = folder.appending(path: "StorageHarness")
                if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
                folder.deleteLastPathComponent()
            }
        }
        return URL(filePath: "/StorageHarness was not found beside the tests")
    }()

    private let process = Process()
    private let output = Pipe()

    /// Starts it.
    init(
        _ folder: String,
        segmentBytes: Int = 128 << 10,
        _ steps: [String],
        faults: [String: String] = [:]
    ) throws {
        process.executableURL = Self.program
        process.arguments = [folder, "\(segmentBytes)"] + steps
        process.environment = ProcessInfo.processInfo.environment.merging(faults) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
    }

    /// Waits until it has said something of this many bytes, and kills it.
    func kill(after byteCount: Int) throws -> [Line] {
        var text = Data()
        while text.count < byteCount, let more = try output.fileHandleForReading.read(upToCount: 64), !more.isEmpty {
            text += more
        }
        Foundation.kill(process.processIdentifier, SIGKILL)
        return try lines(text + (output.fileHandleForReading.readToEnd() ?? Data()))
    }

    /// Waits for its end.
    func finish() throws -> (lines: [Line], status: Int32) {
        let lines = try lines(output.fileHandleForReading.readToEnd() ?? Data())
        return (lines, process.terminationStatus)
    }

    private func lines(_ text: Data) throws -> [Line] {
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 3, let syncs = Int(words[words.count - 2]), let writes = Int(words[words.count - 1])
            else { return nil }
            return Line(step: words.dropLast(2).joined(separator: " "), syncs: syncs, writes: writes)
        }
    }
}
