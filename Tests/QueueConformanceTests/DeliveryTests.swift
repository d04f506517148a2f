// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `The log of what owners were told` {
    private let id = TaskID(stored: "a")

    @Test(arguments: Backend.allCases)
    func `numbers the attempts of each task and keeps the last ones`(backend: Backend) async throws {
        var policy = QueuePolicy()
        policy.deliveriesPerTaskMax = 3
        try await backend.withQueue(policy: policy) { queue, _ in
            for number in 1...5 {
                #expect(try await queue.noteDelivery([UInt8(number)], of: id).number == number)
                #expect(try await queue.noteDelivery([], of: TaskID(stored: "b")).number == number)
            }
            let kept = try await queue.deliveries(of: id)
            #expect(kept.map(\.number) == [3, 4, 5])
            #expect(kept.map(\.content) == [[3], [4], [5]])
            #expect(try await queue.deliveries(of: TaskID(stored: "c")).isEmpty)
        }
    }

    @Test(arguments: Backend.allCases)
    func `lets go of what is over its time, and of the oldest beyond the most`(backend: Backend) async throws {
        var policy = QueuePolicy()
        policy.deliveryRetention = .seconds(10)
        policy.deliveriesMax = 300
        try await backend.withQueue(policy: policy) { queue, wall in
            for number in 0..<900 { _ = try await queue.noteDelivery([], of: TaskID(stored: "t\(number)")) }
            while try await queue.tick().isPartial {}
            #expect(try await queue.deliveries(of: TaskID(stored: "t599")).isEmpty)
            #expect(try await queue.deliveries(of: TaskID(stored: "t600")).count == 1)
            for (seconds, count) in [(9, 1), (1, 0)] {
                for _ in 0..<seconds {
                    wall.advance(by: .seconds(1))
                    while try await queue.tick().isPartial {}
                }
                #expect(try await queue.deliveries(of: TaskID(stored: "t899")).count == count)
            }
        }
    }

    @Test(arguments: Backend.allCases)
    func `keeps nothing of an erased task, and all else of one that has left`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            _ = try await queue.enqueue(TaskSample.task("a"))
            for task in [id, TaskID(stored: "left")] { _ = try await queue.noteDelivery([1], of: task) }
            _ = try await queue.erase(id)
            #expect(try await queue.deliveries(of: id).isEmpty)
            // A post that was under way.
            #expect(try await queue.noteDelivery([2], of: id).content == [2])
            #expect(try await queue.deliveries(of: id).isEmpty)
            #expect(try await queue.deliveries(of: TaskID(stored: "left")).count == 1)
            try await queue.forgetDeliveries(of: TaskID(stored: "left"))
            #expect(try await queue.deliveries(of: TaskID(stored: "left")).isEmpty)
        }
    }
}
