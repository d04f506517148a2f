// SPDX-License-Identifier: Apache-2.0

import Queue
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The fair scheduler` {
    private func task(_ sequence: Int, tenant: String, cost: Int) -> WaitingTask {
        let task = FusionTask(
            id: TaskID(stored: "t\(sequence)"),
            owner: TaskOwner(tenant: TenantID(tenant)),
            work: TaskWork(kind: .fusion, route: Route("x"), cost: Cost(cost)),
            schedule: TaskSchedule(created: WallTime(milliseconds: 0)),
            payload: TaskPayload(request: [], record: "", storedBytes: 0, digest: [])
        )
        return WaitingTask(task, sequence: sequence)
    }

    /// Source: Goyal, Vin and Cheng 1996, theorem 1: the difference of two flows that are always backlogged.
    @Test(arguments: 0..<200)
    func `keeps tenants' shares within one task's cost of each other`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var scheduler = FairScheduler()
        let weights = ["a": 1, "b": 2, "c": 5]
        for (tenant, weight) in weights { scheduler.setShare(TenantShare(weight: weight), of: TenantID(tenant)) }
        for sequence in 0..<600 {
            let tenant = ["a", "b", "c"][sequence % 3]
            scheduler.add(task(sequence, tenant: tenant, cost: Int.random(in: 1...200, using: &generator)))
        }
        var served: [String: Double] = ["a": 0, "b": 0, "c": 0]
        for _ in 0..<150 {
            guard let taken = scheduler.take(for: [Route("x")]) else { break }
            let tenant = taken.tenant.rawValue
            served[tenant, default: 0] += Double(taken.cost.units) / Double(weights[tenant] ?? 1)
            scheduler.finish(taken)
            for (first, firstServed) in served {
                for (second, secondServed) in served {
                    let bound = 200 / Double(weights[first] ?? 1) + 200 / Double(weights[second] ?? 1)
                    #expect(abs(firstServed - secondServed) <= bound + 1, "seed \(seed)")
                }
            }
        }
    }

    @Test func `takes a tenant's tasks in the order they came`() {
        var scheduler = FairScheduler()
        for sequence in [5, 1, 3, 2, 4] { scheduler.add(task(sequence, tenant: "a", cost: 10)) }
        var taken: [Int] = []
        while let next = scheduler.take(for: [Route("x")]) { taken.append(next.sequence) }
        #expect(taken == [1, 2, 3, 4, 5])
    }

    @Test func `gives nobody credit for having been idle`() {
        var scheduler = FairScheduler()
        for sequence in 0..<100 { scheduler.add(task(sequence, tenant: "busy", cost: 10)) }
        for _ in 0..<50 { if let taken = scheduler.take(for: [Route("x")]) { scheduler.finish(taken) } }
        for sequence in 100..<200 { scheduler.add(task(sequence, tenant: "late", cost: 10)) }
        var late = 0
        for _ in 0..<20 {
            guard let taken = scheduler.take(for: [Route("x")]) else { break }
            if taken.tenant.rawValue == "late" { late += 1 }
            scheduler.finish(taken)
        }
        #expect((9...11).contains(late))
    }
}
