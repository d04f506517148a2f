// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct `The queue's invariants` {
    /// 10,000 histories of 60 steps, each then run to its end.
    @Test(arguments: 0..<20)
    func `hold in every random history`(part: Int) {
        for number in 0..<500 {
            let seed = UInt64(part * 500 + number)
            var simulation = Simulation(seed: seed)
            do {
                try simulation.run(steps: 60)
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
        }
    }

    /// Only two tasks end processes; everything else runs beside them.
    @Test(arguments: 0..<10)
    func `leave the tasks that end processes alone in the dead letters`(part: Int) throws {
        for number in 0..<30 {
            let seed = UInt64(part * 30 + number)
            var generator = SeededGenerator(seed: seed)
            let (dead, succeeded) = try runWithPoison(using: &generator)
            #expect(dead == ["poison0", "poison1"], "seed \(seed)")
            #expect(succeeded == 20, "seed \(seed)")
        }
    }

    private func runWithPoison(using generator: inout SeededGenerator) throws -> (dead: [String], succeeded: Int) {
        let wall = ManualWall()
        var model = QueueModel(policy: QueuePolicy(), at: wall.now)
        let names = (0..<20).map { "good\($0)" } + ["poison0", "poison1"]
        for name in names.shuffled(using: &generator) { _ = try model.enqueue(TaskSample.task(name)) }
        var processes = (0..<3).map { _ in LeaseSource(worker: WorkerID(using: &generator)) }
        var held: [[LeasedTask]] = [[], [], []]
        var rounds = 0
        while rounds < 2000, model.counts.waiting + model.counts.running > 0 {
            rounds += 1
            wall.advance(by: .milliseconds(Int.random(in: 0..<2000, using: &generator)))
            model.step(to: wall.now)
            _ = model.tick()
            let index = Int.random(in: 0..<3, using: &generator)
            _ = model.renew(Set(held[index].map(\.lease)), of: processes[index].worker)
            let request = ClaimRequest(
                routes: [TaskSample.route],
                limit: 2 - held[index].count,
                leases: processes[index]
            )
            held[index] += model.claim(request)
            if held[index].contains(where: { $0.task.id.rawValue.hasPrefix("poison") }) {
                processes[index] = LeaseSource(worker: WorkerID(using: &generator))
                held[index] = []
            } else if let done = held[index].popLast() {
                _ = model.settle(done.task.id, lease: done.lease, Settlement(.succeeded([])))
            }
        }
        let dead = model.tasks.values.filter(\.state.isDeadLetter).map(\.task.id.rawValue).sorted()
        return (dead, model.counts.ended[.succeeded] ?? 0)
    }
}
