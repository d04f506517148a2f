// SPDX-License-Identifier: Apache-2.0

import Foundation
import Queue
import Synchronization

// Usage: queue-bench [TASKS [CALLERS [PLACE]]], by default 20,000 tasks by 64 callers in a new temporary folder.
// PLACE is a folder for SQLite, or the port of a Redis server here, whose processor time is then told, too.

let arguments = CommandLine.arguments.dropFirst()
let taskCount = arguments.first.flatMap { Int($0) } ?? 20_000
let callerCount = arguments.dropFirst().first.flatMap { Int($0) } ?? 64
let wall = WallClock { WallTime(milliseconds: Int(Date().timeIntervalSince1970 * 1000)) }
let place = try await Place(arguments.dropFirst(2).first, wall: wall)
let queue = place.queue
var generator = SystemRandomNumberGenerator()
let leases = LeaseSource(worker: WorkerID(using: &generator))
let route = Route("cpu")

/// A task as the gateway makes it: a request of 400 bytes, one of twenty tenants.
func task(_ number: Int) throws -> FusionTask {
    let name = "task-\(number)-0123456789abcdef0123456789abcdef"
    guard let id = TaskID(name) else { throw TaskQueueError.unavailable("\(name) is no name") }
    return FusionTask(
        id: id,
        owner: TaskOwner(tenant: TenantID("tenant-\(number % 20)")),
        work: TaskWork(kind: .fusion, route: route, cost: Cost(40 + number % 30)),
        schedule: TaskSchedule(created: wall.now, deadlines: TaskDeadlines(total: .seconds(600))),
        payload: TaskPayload(
            request: [UInt8](repeating: 65, count: 400),
            record: "tenant-\(number % 20)/task-\(number)",
            storedBytes: 130_000,
            digest: [UInt8](repeating: 7, count: 32)
        )
    )
}

/// Seconds of processor time that the process has taken.
func processorSeconds() -> Double {
    var usage = rusage()
    // The constant is an enumeration's case on Linux and a number elsewhere; it is 0 in both.
    getrusage(.init(0), &usage)
    let (user, system) = (usage.ru_utime, usage.ru_stime)
    return Double(user.tv_sec + system.tv_sec) + Double(user.tv_usec + system.tv_usec) / 1e6
}

func measure(_ name: String, count: Int = taskCount, _ body: () async throws -> Void) async throws {
    let processor = processorSeconds()
    let server = try await place.serverSeconds()
    let elapsed = try await ContinuousClock().measure { try await body() }
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let microseconds = (processorSeconds() - processor) / Double(count) * 1e6
    var line = "\(name): \(Int(Double(count) / seconds))/s, \(Int(microseconds)) µs of processor time each"
    if let before = server, let after = try await place.serverSeconds() {
        line += ", \(Int((after - before) / Double(count) * 1e6)) µs of the server's"
    }
    print(line)
}

/// Runs every number's work, spread over the callers.
func spread(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<callerCount {
            group.addTask {
                for number in stride(from: caller, to: taskCount, by: callerCount) { try await body(number) }
            }
        }
        try await group.waitForAll()
    }
}

let settlement = Settlement(.succeeded([1, 2, 3]), actualCost: Cost(50))
try await measure("enqueue, claim, settle") {
    try await spread { number in
        _ = try await queue.enqueue(try task(number), at: SegmentPosition(segment: "0001", offset: number * 1000))
        for leased in try await queue.claim(ClaimRequest(routes: [route], limit: 1, leases: leases)) {
            _ = try await queue.settle(leased.task.id, lease: leased.lease, settlement)
        }
    }
}
try await measure("enqueue") { try await spread { _ = try await queue.enqueue(try task($0 + taskCount)) } }
let held = Mutex<[LeasedTask]>([])
try await measure("claim, behind as many") {
    try await spread { _ in
        let leased = try await queue.claim(ClaimRequest(routes: [route], limit: 1, leases: leases))
        held.withLock { $0 += leased }
    }
}
let running = held.withLock { $0 }
try await measure("settle") {
    try await spread { number in
        guard running.indices.contains(number) else { return }
        _ = try await queue.settle(running[number].task.id, lease: running[number].lease, settlement)
    }
}
try await measure("enqueue again") { try await spread { _ = try await queue.enqueue(try task($0 + 2 * taskCount)) } }
let others = LeaseSource(worker: WorkerID(using: &generator))
let few = try await queue.claim(ClaimRequest(routes: [route], limit: 64, leases: others)).map(\.lease)
try await measure("renew 64 leases", count: 200) {
    for _ in 0..<200 { _ = try await queue.renew(Set(few), of: others.worker) }
}
try await measure("claim four at once") {
    try await spread { number in
        guard number.isMultiple(of: 4) else { return }
        _ = try await queue.claim(ClaimRequest(routes: [route], limit: 4, leases: leases))
    }
}
try await measure("record") { try await spread { _ = try await queue.record(of: try task($0).id) } }
try await measure("list 50 of a tenant", count: 200) {
    for _ in 0..<200 { _ = try await queue.list(TaskQuery(tenant: TenantID("tenant-3"))) }
}
try await measure("counts", count: 500) { for _ in 0..<500 { _ = try await queue.counts() } }
try await place.close()
