// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder of its own for one test, removed with the value.
final class DataFolder: Sendable {
    let path: String
    var database: String { path + "/queue.sqlite" }

    init() { path = FileManager.default.temporaryDirectory.appending(path: "queue-\(UUID().uuidString)").path }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
