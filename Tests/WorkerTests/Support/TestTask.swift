// SPDX-License-Identifier: Apache-2.0

import Queue
import Synchronization
import TestSupport
import Testing

@testable import Worker

/// Tasks without content, for tests of leases.
enum TestTask {
    static func make(_ name: String, deadlines: TaskDeadlines = TaskDeadlines()) throws -> FusionTask {
        FusionTask(
            id: try #require(TaskID(name)),
            owner: TaskOwner(tenant: TenantID("default")),
            work: TaskWork(kind: .fusion, route: .mesh, cost: Cost(90)),
            schedule: TaskSchedule(created: WallTime(milliseconds: 0), deadlines: deadlines),
            payload: TaskPayload(request: [], record: "", storedBytes: 1, digest: [])
        )
    }

    static func leases(seed: UInt64 = 1) -> LeaseSource {
        var generator = SeededGenerator(seed: seed)
        return LeaseSource(worker: WorkerID(using: &generator))
    }

    static func claim() -> ClaimRequest { ClaimRequest(routes: [.mesh], limit: 1, leases: leases()) }
}

/// Counts from several threads.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .acquiring) }

    func add() { count.add(1, ordering: .acquiringAndReleasing) }
}

/// A list that several threads add to.
final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    var all: [Element] { elements.withLock { $0 } }

    func add(_ element: Element) { elements.withLock { $0.append(element) } }
}

/// Returns once something is so that nobody signals, or when the test's time is over; others get the thread meanwhile.
func until(_ isSo: @Sendable () async -> Bool) async {
    while await !isSo(), !Task.isCancelled { await Task.yield() }
}

extension LeaseHold {
    /// Whether the task is not to go on.
    var isInterrupted: Bool {
        do throws(Interruption) {
            try check()
            return false
        } catch {
            return true
        }
    }
}
