// SPDX-License-Identifier: Apache-2.0

import Foundation
import Queue
import QueueReference
import QueueSQLite
import RedisSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct `Backends agree with the reference` {
    /// Together 48 histories of 300 steps for each, several restarts in each, or four times as many as
    /// `FACEFLEET_TEST_HISTORIES` says.
    ///
    /// Of several shards the leases have other names.
    @Test(arguments: Backend.allCases.filter { $0 != .reference && $0 != .shards }, 0..<4)
    func `step by step, over random histories with restarts`(backend: Backend, part: Int) async throws {
        let count = ProcessInfo.processInfo.environment["FACEFLEET_TEST_HISTORIES"].flatMap { Int($0) } ?? 12
        for number in 0..<count {
            let seed = UInt64(part * count + number)
            let isSame = try await agrees(backend, seed: seed, steps: 300)
            #expect(isSame, "seed \(seed)")
            guard isSame else { return }
        }
    }

    /// Whether the whole suite runs on Valkey as well.
    @Test(.enabled(if: RedisServer.valkey != nil, "\(RedisServer.skippedValkey)"))
    func `Valkey is one of them`() { #expect(Backend.allCases.contains(.valkey)) }

    private func agrees(_ backend: Backend, seed: UInt64, steps: Int) async throws -> Bool {
        var policy = QueuePolicy()
        policy.waitingMax = 40
        policy.tenantTasksMax = 18
        return try await backend.withRestartableQueue(policy: policy) { queue, wall in
            try await Comparison(
                queue: queue,
                reference: ReferenceQueue(policy: policy, wall: wall.clock),
                wall: wall,
                seed: seed
            ).run(steps: steps)
        }
    }
}

/// One history, told to a queue and to the reference.
private struct Comparison {
    let queue: RestartableQueue
    let reference: ReferenceQueue
    let wall: ManualWall
    let seed: UInt64

    func run(steps: Int) async throws -> Bool {
        var history = RandomHistory(using: SeededGenerator(seed: seed))
        for number in 0..<steps {
            let step = history.next()
            if case .pass(let duration) = step { wall.advance(by: duration) }
            // A queue that outlives its processes is told nothing: their leases run out.
            if case .restart = step {
                if try await queue.restart() {
                    try reference.restart()
                } else {
                    // A process that opens it moves the shard's clock on, as every step does.
                    _ = try await reference.counts()
                }
            }
            let (expected, answer) = (await reference.answer(to: step), await queue.current.answer(to: step))
            if case .claim(let request) = step, case .claimed(let leased) = answer {
                if seed % 7 != UInt64(number % 7) { history.note(leased, of: request.worker) }
            }
            guard expected == answer else {
                Issue.record("seed \(seed), step \(number), \(step): \(expected) and \(answer)")
                return false
            }
            guard number.isMultiple(of: 10) else { continue }
            let states = (try await reference.state(), try await queue.current.state())
            guard states.0 == states.1 else {
                let difference = states.0.difference(from: states.1)
                Issue.record("seed \(seed), step \(number), \(step): \(difference)")
                return false
            }
        }
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

    /// The first thing that differs.
    func difference(from other: QueueState) -> String {
        if counts != other.counts { return "\(counts) and \(other.counts)" }
        let pairs = zip(tasks, other.tasks)
        return pairs.first { $0 != $1 }.map { "\($0) and \($1)" } ?? "\(tasks.count) and \(other.tasks.count) tasks"
    }
}
