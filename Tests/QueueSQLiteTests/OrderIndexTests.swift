// SPDX-License-Identifier: Apache-2.0

import Queue
import TestSupport
import Testing

@testable import QueueSQLite

@Suite(.timeLimit(.minutes(1)))
struct `The order index` {
    /// 10,000 histories of 60 steps: add, take, finish, remove, change a share, sweep.
    @Test(arguments: 0..<10)
    func `picks what the fair scheduler picks`(part: Int) {
        for number in 0..<1000 {
            let seed = UInt64(part * 1000 + number)
            var generator = SeededGenerator(seed: seed)
            guard picksTheSame(using: &generator) else {
                Issue.record("seed \(seed)")
                return
            }
        }
    }

    private func picksTheSame(using generator: inout SeededGenerator) -> Bool {
        var (reference, index) = (FairScheduler(), OrderIndex())
        var waiting: [WaitingTask] = []
        var running: [WaitingTask] = []
        for sequence in 1...60 {
            switch Int.random(in: 0..<20, using: &generator) {
            case 0..<8:
                let task = task(sequence, using: &generator)
                waiting.append(task)
                reference.add(task)
                index.add(task)
            case 8..<14:
                let routes: Set = Bool.random(using: &generator) ? [Route("x"), Route("y")] : [Route("x")]
                let all = Set(PriorityClass.allCases)
                let pool = WorkerPool(routes: routes, classes: Bool.random(using: &generator) ? all : [.vip, .bulk])
                let choice = index.next(for: pool)
                guard reference.next(for: pool)?.sequence == choice?.sequence else { return false }
                if let choice, let taken = reference.take(for: pool) {
                    index.take(choice)
                    waiting.removeAll { $0 == taken }
                    running.append(taken)
                }
            case 14..<17:
                guard let task = running.popLast() else { continue }
                let actual = Bool.random(using: &generator) ? Cost(Int.random(in: 1..<400, using: &generator)) : nil
                reference.finish(task, actual: actual)
                index.finish(task, actual: actual)
                if Bool.random(using: &generator) {
                    waiting.append(task)
                    reference.add(task)
                    index.add(task)
                }
            case 17:
                guard let task = waiting.randomElement(using: &generator) else { continue }
                waiting.removeAll { $0 == task }
                reference.remove(task)
                index.remove(task)
            case 18:
                let share = TenantShare(
                    weight: Int.random(in: 1..<4, using: &generator),
                    runningMax: pick([0, 1, 2, nil], using: &generator)
                )
                let tenant = TenantID(pick(["a", "b", "c"], using: &generator))
                reference.setShare(share, of: tenant)
                index.setShare(share, of: tenant)
            default: index.sweep()
            }
        }
        return true
    }

    private func task(_ sequence: Int, using generator: inout SeededGenerator) -> WaitingTask {
        let task = FusionTask(
            id: TaskID(stored: "t\(sequence)"),
            owner: TaskOwner(
                tenant: TenantID(pick(["a", "b", "c"], using: &generator)),
                priority: pick(PriorityClass.allCases, using: &generator)
            ),
            work: TaskWork(
                kind: .fusion,
                route: Route(pick(["x", "y"], using: &generator)),
                cost: Cost(Int.random(in: 1..<300, using: &generator))
            ),
            schedule: TaskSchedule(created: WallTime(milliseconds: 0)),
            payload: TaskPayload(request: [], record: "", storedBytes: 0, digest: [])
        )
        return WaitingTask(task, sequence: sequence)
    }

    private func pick<Element>(_ elements: [Element], using generator: inout SeededGenerator) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }
}
