// SPDX-License-Identifier: Apache-2.0

import Foundation
import Queue
import QueueReference
import QueueSQLite

/// The queues that keep the contract; every test of the suite runs over each.
enum Backend: CaseIterable, Sendable {
    case reference
    case sqlite

    /// Opens an empty queue, runs the test and takes everything away again.
    func withQueue(
        policy: QueuePolicy = QueuePolicy(),
        _ body: (any TaskQueue, ManualWall) async throws -> Void
    ) async throws {
        let wall = ManualWall()
        switch self {
        case .reference: try await body(ReferenceQueue(policy: policy, wall: wall.clock), wall)
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appending(path: "queue-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let queue = try await SQLiteTaskQueue.open(in: folder.path, policy: policy, wall: wall.clock)
            do {
                try await body(queue, wall)
                await queue.close()
            } catch {
                await queue.close()
                throw error
            }
        }
    }
}

/// The leases of a process that nobody has seen before.
func newProcess() -> LeaseSource {
    var generator = SystemRandomNumberGenerator()
    return LeaseSource(worker: WorkerID(using: &generator))
}
