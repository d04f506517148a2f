// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `A batch in the queue` {
    private let batch = TaskSample.task("batch", work: TaskWork(kind: .batch, route: .batch, cost: Cost(1)))

    @Test(arguments: Backend.allCases)
    func `counts each child once, also before it is there`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            #expect(try await queue.markedChildren(of: batch.id) == 0)
            #expect(try await queue.markChild(999, of: batch.id) == 1)
            #expect(try await queue.markChild(999, of: batch.id) == 1)
            _ = try await queue.enqueue(batch)
            #expect(try await queue.markChild(0, of: batch.id) == 2)
            #expect(try await queue.markedChildren(of: batch.id) == 2)
            #expect(try await queue.markedChildren(of: TaskID(stored: "other")) == 0)
        }
    }

    @Test(arguments: Backend.allCases)
    func `is no work, does not count as waiting long, ends by adoption and takes its marks along`(
        backend: Backend
    ) async throws {
        try await backend.withQueue { queue, wall in
            _ = try await queue.enqueue(batch)
            _ = try await queue.markChild(0, of: batch.id)
            let leases = newProcess()
            let request = ClaimRequest(routes: [TaskSample.route], limit: 4, leases: leases)
            #expect(try await queue.claim(request).isEmpty)
            wall.advance(by: .seconds(60))
            let part = try await queue.counts().classes[.normal]
            #expect(part?.queued == 1 && part?.oldestAge == .zero)
            #expect(try await queue.adopt([1], of: batch.id) == .succeeded)
            for _ in 0..<901 {
                wall.advance(by: .seconds(2))
                while try await queue.tick().isPartial {}
            }
            #expect(try await queue.record(of: batch.id) == nil)
            #expect(try await queue.markedChildren(of: batch.id) == 0)
        }
    }
}
