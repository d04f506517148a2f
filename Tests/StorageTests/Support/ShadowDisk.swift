// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// A folder whose state on the medium is recorded at each sync, so that the power can be cut.
final class ShadowDisk {
    private let temporary: TemporaryFolder
    private let shadow: String
    private let root: URL

    init() throws {
        temporary = try TemporaryFolder(inMemory: true)
        shadow = temporary.path("shadow")
        root = temporary.url.appending(path: "root").resolvingSymlinksInPath()
        try FileManager.default.createDirectory(atPath: shadow, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    /// The store's folder.
    var folder: String { root.appending(path: "data").path }

    /// Runs steps in a process of its own, with the faults named.
    func run(_ steps: [String], faults: [String: Int] = [:]) throws -> [HarnessProcess.Line] {
        var environment = faults.mapValues(String.init)
        environment["FAULT_SHADOW"] = shadow
        return try HarnessProcess(folder, steps, faults: environment).finish().lines
    }

    /// What is left when the power is cut: every file as of its last sync, under the names of the folders' last syncs.
    ///
    /// - Parameter seed: Which of the sectors and names that were not synced made it all the same; nil for none.
    /// - Returns: The store's folder as the next start finds it.
    /// - Throws: When the record cannot be read.
    func cutPower(seed: UInt64? = nil) throws -> String {
        var random = seed.map { SeededGenerator(seed: $0) }
        let left = temporary.url.appending(path: "left-\(UUID().uuidString)")
        let folder = left.appending(path: "data")
        try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
        guard try entries(of: root.path).contains(where: { $0.name == "data" }) else { return folder.path }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for entry in try entries(of: self.folder) {
            let file = URL(filePath: shadow).appending(path: "file-\(entry.key)")
            var bytes = FileManager.default.fileExists(atPath: file.path) ? try Data(contentsOf: file) : Data()
            let written = URL(filePath: self.folder).appending(path: entry.name)
            if random != nil, FileManager.default.fileExists(atPath: written.path) {
                try Self.mix(&bytes, with: Data(contentsOf: written), using: &random)
            }
            try bytes.write(to: folder.appending(path: entry.name))
        }
        return folder.path
    }

    /// Takes runs of sectors, of about 32 KB, by chance from one state or the other.
    private static func mix(_ bytes: inout Data, with written: Data, using random: inout SeededGenerator?) throws {
        guard var generator = random else { return }
        bytes += Data(count: max(0, written.count - bytes.count))
        var isWritten = Bool.random(using: &generator)
        for start in stride(from: 0, to: written.count, by: 512) {
            let sector = start..<min(start + 512, written.count)
            if Int.random(in: 0..<64, using: &generator) == 0 { isWritten.toggle() }
            if isWritten { bytes.replaceSubrange(sector, with: written[sector]) }
        }
        random = generator
    }

    private func entries(of folder: String) throws -> [(key: String, name: String)] {
        let list = shadow + "/folder" + folder.replacingOccurrences(of: "/", with: "%")
        guard FileManager.default.fileExists(atPath: list) else { return [] }
        return try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            return words.count == 2 ? (words[0], words[1]) : nil
        }
    }
}
