// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The metadata reader that everybody compares with, where it is installed.
enum ExifTool {
    private static let path = "/usr/bin/exiftool"

    /// Whether it is there.
    static let isInstalled = FileManager.default.isExecutableFile(atPath: path)

    /// Every tag of a file by `group:name`.
    static func run(on file: [UInt8]) throws -> [String: Any] {
        let url = FileManager.default.temporaryDirectory.appending(path: "facefleet-label-\(UUID().uuidString)")
        try Data(file).write(to: url)
        defer {
            do { try FileManager.default.removeItem(at: url) } catch { print("left behind: \(url.path): \(error)") }
        }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-json", "-G1", url.path]
        process.standardOutput = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard let files = try JSONSerialization.jsonObject(with: text) as? [[String: Any]], let first = files.first
        else { throw CocoaError(.coderReadCorrupt) }
        return first
    }
}
