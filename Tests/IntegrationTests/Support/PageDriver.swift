// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The web page in a real browser: `Tests/WebTests/drive.py` with Debian's Chromium.
enum PageDriver {
    /// What one scenario came to.
    struct Result: Decodable {
        let scenario: String
        let passed: Bool
        /// What went wrong.
        let error: String?
    }

    /// Where the screenshots of the last run lie.
    static let screenshots = FacefleetProcess.package.appending(path: ".build/screenshots")

    /// Whether browser, driver and the driver's Python module are there; `scripts/bootstrap` installs them.
    static let isInstalled: Bool = {
        do {
            for program in ["/usr/bin/chromium", "/usr/bin/chromedriver"]
            where !FileManager.default.isExecutableFile(atPath: program) {
                return false
            }
            return try run(["-c", "import selenium"]).status == 0
        } catch {
            return false
        }
    }()

    /// Why a test was skipped.
    static let skipped = Comment(rawValue: "chromium, chromium-driver or python3-selenium is not installed")

    /// Drives the page of a service through every scenario.
    ///
    /// - Returns: A result for each scenario, and everything that was printed.
    static func drive(_ service: RunningService) throws -> (results: [Result], output: String) {
        let package = FacefleetProcess.package
        let run = try run([
            package.appending(path: "Tests/WebTests/drive.py").path,
            "--url", service.url.absoluteString, "--data", service.data.path,
            "--faces", package.appending(path: "Examples/faces").path, "--screenshots", screenshots.path,
        ])
        let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("{\"scenario\"") }
        return (try lines.map { try JSONDecoder().decode(Result.self, from: Data($0.utf8)) }, run.output)
    }

    /// Runs Debian's Python, for which Debian's modules are installed, whichever other is first in the path.
    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let home = try Workspace()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = arguments
        // Chromium keeps crash reports and settings below the home folder.
        process.environment = ProcessInfo.processInfo.environment.merging(["HOME": home.folder.path]) { $1 }
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
