// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Fairness between tenants and classes` {
    let leases = newProcess()

    private func claim(_ queue: any TaskQueue) async throws -> LeasedTask? {
        let request = ClaimRequest(routes: [TaskSample.route], limit: 1, leases: leases)
        return try await queue.claim(request).first
    }

    private func finish(_ queue: any TaskQueue, _ leased: LeasedTask) async throws {
        _ = try await queue.settle(leased.task.id, lease: leased.lease, Settlement(.succeeded([])))
    }

    @Test(arguments: Backend.allCases, [(2, 1), (5, 2), (20, 4)])
    func `a newcomer starts within tenants times slots claims`(backend: Backend, size: (Int, Int)) async throws {
        let (tenants, slots) = size
        try await backend.withQueue { queue, _ in
            for tenant in 0..<tenants {
                for number in 0..<40 {
                    _ = try await queue.enqueue(TaskSample.task("\(tenant)-\(number)", tenant: "t\(tenant)"))
                }
            }
            var running: [LeasedTask] = []
            for _ in 0..<(3 * slots + 7) {
                if running.count == slots { try await finish(queue, running.removeFirst()) }
                running.append(try #require(try await claim(queue)))
            }
            _ = try await queue.enqueue(TaskSample.task("newcomer", tenant: "new"))
            var claims = 0
            while claims <= (tenants + 1) * slots {
                try await finish(queue, running.removeFirst())
                let leased = try #require(try await claim(queue))
                running.append(leased)
                claims += 1
                if leased.task.id.rawValue == "newcomer" { break }
            }
            #expect(claims <= tenants * slots, "\(tenants) tenants, \(slots) slots")
        }
    }

    @Test(arguments: Backend.allCases)
    func `tell about where a task waits`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            func ahead(_ name: String) async throws -> Int? {
                try await queue.record(of: TaskSample.task(name).id)?.place?.ahead
            }
            for number in 0..<10 { _ = try await queue.enqueue(TaskSample.task("a\(number)", tenant: "a")) }
            #expect(try await ahead("a0") == 0)
            #expect(try await ahead("a9") == 9)
            // Another tenant's first is next but one, whatever waits of the first tenant.
            _ = try await queue.enqueue(TaskSample.task("b0", tenant: "b"))
            #expect(try await ahead("b0") == 1)
            #expect(try await ahead("a9") == 10)
            // Of four a fifth goes to the class below, of sixteen four fifths to the class above.
            for number in 0..<3 {
                _ = try await queue.enqueue(TaskSample.task("v\(number)", tenant: "a", priority: .vip))
                _ = try await queue.enqueue(TaskSample.task("k\(number)", tenant: "a", priority: .bulk))
            }
            #expect(try await ahead("v2") == 2)
            #expect(try await ahead("a0") == 1 + 3)
            #expect(try await ahead("a9") == 10 + 3 + 2)
            #expect(try await ahead("k0") == 3 + 4)
            let first = try #require(try await claim(queue))
            #expect(try await queue.record(of: first.task.id)?.place == nil)
        }
    }

    @Test(arguments: Backend.allCases)
    func `classes share by sixteen to four to one`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            for number in 0..<210 {
                for priority in PriorityClass.allCases {
                    _ = try await queue.enqueue(TaskSample.task("\(priority)-\(number)", priority: priority))
                }
            }
            var started: [PriorityClass: Int] = [:]
            for _ in 0..<210 {
                let leased = try #require(try await claim(queue))
                started[leased.task.priority, default: 0] += 1
                try await finish(queue, leased)
            }
            #expect(abs((started[.vip] ?? 0) - 160) <= 1)
            #expect(abs((started[.normal] ?? 0) - 40) <= 1)
            #expect(abs((started[.bulk] ?? 0) - 10) <= 1)
        }
    }

    @Test(arguments: Backend.allCases)
    func `tenants share by weight, in cost and not in tasks`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            try await queue.setShare(TenantShare(weight: 3), of: TenantID("heavy"))
            for number in 0..<300 {
                let small = TaskSample.work(cost: 50)
                _ = try await queue.enqueue(TaskSample.task("h\(number)", tenant: "heavy", work: small))
                _ = try await queue.enqueue(TaskSample.task("l\(number)", tenant: "light"))
            }
            var cost: [String: Int] = [:]
            for _ in 0..<210 {
                let leased = try #require(try await claim(queue))
                cost[leased.task.tenant.rawValue, default: 0] += leased.task.cost.units
                try await finish(queue, leased)
            }
            let (heavy, light) = (try #require(cost["heavy"]), try #require(cost["light"]))
            #expect(abs(heavy - 3 * light) <= 300, "\(heavy) to \(light)")
        }
    }

    @Test(arguments: Backend.allCases)
    func `a tenant at its cap is passed by until one of its tasks ends`(backend: Backend) async throws {
        try await backend.withQueue { queue, _ in
            let capped = TenantID("capped")
            try await queue.setShare(TenantShare(runningMax: 1), of: capped)
            #expect(try await queue.share(of: capped).runningMax == 1)
            for number in 0..<3 { _ = try await queue.enqueue(TaskSample.task("c\(number)", tenant: "capped")) }
            _ = try await queue.enqueue(TaskSample.task("other", tenant: "other"))
            let first = try #require(try await claim(queue))
            #expect(first.task.tenant == capped)
            #expect(try await claim(queue)?.task.id.rawValue == "other")
            #expect(try await claim(queue) == nil)
            try await finish(queue, first)
            #expect(try await claim(queue)?.task.id.rawValue == "c1")
        }
    }
}
