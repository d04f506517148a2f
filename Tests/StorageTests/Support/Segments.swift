// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The segment files of a store.
enum Segments {
    /// In the order of their numbers.
    static func files(in folder: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("segment-") }.sorted()
            .map { URL(filePath: folder).appending(path: $0) }
    }

    /// The files of a folder that hold some of these bytes.
    static func files(in folder: String, holding bytes: [UInt8]) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
            let data = try Data(contentsOf: URL(filePath: folder).appending(path: name))
            return !labels(of: ["": bytes], in: data).isEmpty
        }
    }

    /// Which of several contents a folder holds in part: their beginning, middle or end, told by 8 bytes.
    static func contents(in folder: String, among contents: [String: [UInt8]]) throws -> [String] {
        var found: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            found.formUnion(labels(of: contents, in: try Data(contentsOf: URL(filePath: folder).appending(path: name))))
        }
        return found.sorted()
    }

    private static func labels(of contents: [String: [UInt8]], in data: Data) -> Set<String> {
        var labels: [UInt64: String] = [:]
        for (label, bytes) in contents {
            for start in [0, bytes.count / 2, bytes.count - 8] { labels[word(bytes[start..<(start + 8)])] = label }
        }
        // Few words begin like one that is looked for; the others need no look into the dictionary.
        var isFirst = [Bool](repeating: false, count: 1 << 16)
        for word in labels.keys { isFirst[Int(word & 0xFFFF)] = true }
        var found: Set<String> = []
        let bytes = [UInt8](data)
        guard bytes.count >= 8 else { return [] }
        for start in 0...(bytes.count - 8) where isFirst[Int(bytes[start]) | Int(bytes[start + 1]) << 8] {
            if let label = labels[word(bytes[start..<(start + 8)])] { found.insert(label) }
        }
        return found
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
