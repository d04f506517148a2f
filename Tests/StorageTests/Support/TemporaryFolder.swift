// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder of a test's own, removed with it.
final class TemporaryFolder {
    let url: URL

    /// - Parameter inMemory: Whether a file system in memory is wanted where there is one: for tests that sync
    ///   thousands of times and are about what is written, not about whether it stays.
    /// - Throws: What the system says when it cannot be made.
    init(inMemory: Bool = false) throws {
        let memory = URL(filePath: "/dev/shm")
        let isThere = FileManager.default.isWritableFile(atPath: memory.path)
        let parent = inMemory && isThere ? memory : FileManager.default.temporaryDirectory
        url = parent.appending(path: "facefleet-storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            print("left behind: \(url.path): \(error)")
        }
    }

    /// The path of something in it.
    func path(_ name: String) -> String { url.appending(path: name).path }
}
