// SPDX-License-Identifier: Apache-2.0

import Queue
import Testing

struct `A slot` {
    @Test
    func `is what a task's name begins with`() {
        #expect(TaskSlot(of: TaskID(stored: "00abc")).number == 0)
        #expect(TaskSlot(of: TaskID(stored: "0vabc")).number == 31)
        #expect(TaskSlot(of: TaskID(stored: "10")).number == 32)
        #expect(TaskSlot(of: TaskID(stored: "vvv")).number == 1023)
        for other in ["w0", "A0", "-", "0", "é0"] {
            #expect((0..<1024).contains(TaskSlot(of: TaskID(stored: other)).number))
        }
    }

    /// Whoever changes one of these loses every task of a queue of several shards.
    @Test
    func `of a tenant and its shard stay what they are`() {
        let slots = ["default", "a", "b"].map { TaskSlot(of: TenantID($0)) }
        #expect(slots.map(\.number) == [429, 603, 720])
        #expect(slots.map { $0.shard(of: 4) } == [2, 0, 0])
    }

    @Test
    func `has one of the shards, each of which has about as many`() {
        var counts = [0, 0, 0, 0, 0]
        for number in 0..<TaskSlot.count { counts[TaskSlot(number).shard(of: 5)] += 1 }
        #expect(counts.reduce(0, +) == 1024)
        #expect(counts.allSatisfy { (150...260).contains($0) }, "\(counts)")
    }

    @Test
    func `keeps its shard when another comes, unless that takes it`() {
        for number in 0..<TaskSlot.count {
            let (before, after) = (TaskSlot(number).shard(of: 4), TaskSlot(number).shard(of: 5))
            #expect(after == before || after == 4)
        }
    }

    @Test
    func `of tenants are spread`() {
        let slots = Set((0..<2000).map { TaskSlot(of: TenantID("tenant-\($0)")).number })
        #expect(slots.count > 800, "of 1,024 slots 2,000 tenants should have some 880")
    }
}

extension TaskSlot {
    /// The slot of a number, by the name of a task in it.
    fileprivate init(_ number: Int) {
        let digits = Array("0123456789abcdefghijklmnopqrstuv")
        self.init(of: TaskID(stored: String([digits[number / 32], digits[number % 32]])))
    }
}
