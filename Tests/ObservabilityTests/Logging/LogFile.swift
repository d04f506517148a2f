// SPDX-License-Identifier: Apache-2.0

import Foundation
import Observability
import Testing

/// A temporary file that a sink writes to; it has no name and goes with the test.
final class LogFile {
    private let file: FileHandle

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "facefleet-log-\(UUID())")
        try Data().write(to: url)
        file = try FileHandle(forUpdating: url)
        try FileManager.default.removeItem(at: url)
    }

    var descriptor: Int32 { file.fileDescriptor }

    func sink() -> LogSink { LogSink(descriptor: descriptor, format: JSONLogFormat.self) }

    /// Everything written so far, without the line feeds.
    func lines() throws -> [String] {
        try file.seek(toOffset: 0)
        let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }
}

/// A line as Foundation's parser reads it.
func parsed(_ line: some DataProtocol) throws -> [String: any Sendable] {
    try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: any Sendable])
}
