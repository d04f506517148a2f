// SPDX-License-Identifier: Apache-2.0

import Foundation
import Queue
import QueueReference
import QueueSQLite
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct `SQLite agrees with the reference` {
    /// Together 48 histories of 300 steps, several restarts in each.
    @Test(arguments: 0..<4)
    func `step by step, over random histories with restarts`(part: Int) async throws {
        for number in 0..<12 {
            let seed = UInt64(part * 12 + number)
            let isSame = try await agrees(seed: seed, steps: 300)
            #expect(isSame, "seed \(seed)")
            guard isSame else { return }
        }
    }

    private func agrees(seed: UInt64, steps: Int) async throws -> Bool {
        let folder = FileManager.default.temporaryDirectory.appending(path: "queue-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var policy = QueuePolicy()
        policy.waitingMax = 40
        let wall = ManualWall()
        let reference = ReferenceQueue(policy: policy, wall: wall.clock)
        var queue = try await SQLiteTaskQueue.open(in: folder.path, policy: policy, wall: wall.clock)
        var history = RandomHistory(using: SeededGenerator(seed: seed))
        for number in 0..<steps {
            let step = history.next()
            if case .pass(let duration) = step { wall.advance(by: duration) }
            if case .restart = step {
                await queue.close()
                queue = try await SQLiteTaskQueue.open(in: folder.path, policy: policy, wall: wall.clock)
                try reference.restart()
            }
            let (expected, answer) = (await reference.answer(to: step), await queue.answer(to: step))
            if case .claim(let request) = step, case .claimed(let leased) = answer {
                if seed % 7 != UInt64(number % 7) { history.note(leased, of: request.worker) }
            }
            guard expected == answer else {
                Issue.record("seed \(seed), step \(number), \(step): \(expected) and \(answer)")
                await queue.close()
                return false
            }
            guard number.isMultiple(of: 10) else { continue }
            let states = (try await reference.state(), try await queue.state())
            guard states.0 == states.1 else {
                Issue.record("seed \(seed), step \(number), \(step): \(states.0)\nand\n\(states.1)")
                await queue.close()
                return false
            }
        }
        await queue.close()
        return true
    }
}

extension TaskQueue {
    /// Everything that can be seen of it.
    fileprivate func state() async throws -> QueueState {
        var query = TaskQuery()
        query.limit = 1000
        return QueueState(tasks: try await list(query).tasks, counts: try await counts())
    }
}

private struct QueueState: Hashable {
    var tasks: [TaskRecord]
    var counts: QueueCounts
}
