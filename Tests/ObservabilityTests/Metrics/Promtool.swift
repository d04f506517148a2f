// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Prometheus's own checker: in `.deps`, where `scripts/bootstrap` puts it, or in `PATH`.
enum Promtool {
    static let missing: Comment = "no promtool in .deps or PATH"

    static let url: URL? = {
        let package = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let places = [package.appending(path: ".deps/promtool")] + folders.map { URL(filePath: "\($0)/promtool") }
        return places.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    /// What `promtool check metrics` prints; it ends with a status other than zero where it prints anything.
    static func complaints(about text: [UInt8]) throws -> String {
        let program = try #require(url)
        let process = Process()
        process.executableURL = program
        process.arguments = ["check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        // Less than a pipe holds would not need the order, but a longer exposition would: promtool reads all first.
        input.fileHandleForWriting.write(Data(text))
        try input.fileHandleForWriting.close()
        let complaints = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let said = String(decoding: complaints, as: UTF8.self)
        return process.terminationStatus == 0 || !said.isEmpty ? said : "status \(process.terminationStatus)"
    }
}
