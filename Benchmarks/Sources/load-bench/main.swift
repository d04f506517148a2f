// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOPosix
import Queue
import QueueRedis
import RESP
import Synchronization

// Usage: load-bench PORT [RATE [SLOTS [MILLISECONDS [SECONDS]]]]: tasks arrive at a steady rate at a Redis server of
// this machine, by default 800 a second for 60 seconds, and 64 slots of eight workers take 70 ms for each. Says how
// long tasks wait from being enqueued to being claimed. As a worker does, a slot claims one task, and waits for the
// bell where there is none; every worker has connections and heartbeats of its own, with which the progress of its
// tasks goes out. Last comes what a task took of our processor time and of the server's, wakes, heartbeats and progress
// included; with the environment's DURABILITY, such as `replicated`, the server's word is waited for.

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard let port = arguments.first else {
    print("usage: load-bench PORT [RATE [SLOTS [MILLISECONDS [SECONDS]]]]")
    exit(2)
}

/// An argument, or what it is by default.
func argument(_ place: Int, _ standard: Int) -> Int { arguments.count > place ? arguments[place] : standard }

let rate = argument(1, 800)
let slotCount = argument(2, 64)
let work = Duration.milliseconds(argument(3, 70))
let seconds = argument(4, 60)
let workerCount = 8
let route = Route("cpu")
let clock = ContinuousClock()

let topology = RESPTopology.single(RESPEndpoint(host: "127.0.0.1", port: port))

func openQueue(hearing: RedisLocation.Hearing) async throws -> RedisTaskQueue {
    var location = RedisLocation(.primary(topology))
    location.hearing = hearing
    location.durability =
        ProcessInfo.processInfo.environment["DURABILITY"].flatMap(QueueDurability.init) ?? location.durability
    return try await RedisTaskQueue.open(at: location, on: MultiThreadedEventLoopGroup.singleton)
}

/// Microseconds of processor time: ours, and the server's.
func processorTime(_ client: RESPClient) async throws -> (ours: Double, server: Double) {
    var usage = rusage()
    getrusage(.init(0), &usage)
    let (user, system) = (usage.ru_utime, usage.ru_stime)
    let ours = Double(user.tv_sec + system.tv_sec) * 1e6 + Double(user.tv_usec + system.tv_usec)
    let lines = try await client.send(RESPCommand("INFO", "cpu"), isRepeatable: true).text ?? ""
    let server = lines.split(whereSeparator: \.isNewline).reduce(0.0) { sum, line in
        let parts = line.split(separator: ":")
        guard parts.count == 2, ["used_cpu_sys", "used_cpu_user"].contains(parts[0]) else { return sum }
        return sum + (Double(parts[1]) ?? 0) * 1e6
    }
    return (ours, server)
}

/// When each task was enqueued and how long those waited that were claimed.
final class Waits: Sendable {
    private let state = Mutex<(since: [TaskID: ContinuousClock.Instant], waits: [Duration])>(([:], []))

    func begin(_ id: TaskID) { state.withLock { $0.since[id] = clock.now } }

    func end(_ id: TaskID) {
        let now = clock.now
        state.withLock { state in
            if let since = state.since.removeValue(forKey: id) { state.waits.append(now - since) }
        }
    }

    var sorted: [Duration] { state.withLock { $0.waits }.sorted() }
    var open: Int { state.withLock { $0.since.count } }
}

let waits = Waits()
let isOver = Atomic(false)

func task(_ number: Int) throws -> FusionTask {
    guard let id = TaskID("task-\(number)-0123456789abcdef0123456789abcdef") else {
        throw TaskQueueError.unavailable("no name")
    }
    return FusionTask(
        id: id,
        owner: TaskOwner(tenant: TenantID("tenant-\(number % 20)")),
        work: TaskWork(kind: .fusion, route: route, cost: Cost(70)),
        schedule: TaskSchedule(created: WallTime(milliseconds: Int(Date().timeIntervalSince1970 * 1000))),
        payload: TaskPayload(
            request: [UInt8](repeating: 65, count: 400),
            record: "tenant-\(number % 20)/task-\(number)",
            storedBytes: 130_000,
            digest: [UInt8](repeating: 7, count: 32)
        )
    )
}

/// One slot: claims, takes its time, settles, until there is nothing more.
func runSlot(_ queue: RedisTaskQueue, _ leases: LeaseSource, _ held: Held) async throws {
    while true {
        let claimed = try await queue.claim(ClaimRequest(routes: [route], limit: 1, leases: leases)).first
        guard let leased = claimed else {
            if isOver.load(ordering: .acquiring), waits.open == 0 { return }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await queue.doorbell.wait(for: [route]) }
                group.addTask { try? await clock.sleep(for: .seconds(2)) }
                await group.next()
                group.cancelAll()
            }
            continue
        }
        waits.end(leased.task.id)
        held.add(leased.lease)
        let progress = TaskProgress(stage: "swap", fraction: 0.5)
        await queue.report(progress, of: leased.task.id, lease: leased.lease)
        try await clock.sleep(for: work, tolerance: .zero)
        _ = try await queue.settle(
            leased.task.id,
            lease: leased.lease,
            Settlement(.succeeded([1]), actualCost: Cost(70))
        )
        held.remove(leased.lease)
    }
}

/// The leases of a worker.
final class Held: Sendable {
    private let leases = Mutex<Set<LeaseID>>([])
    var all: Set<LeaseID> { leases.withLock { $0 } }
    func add(_ lease: LeaseID) { leases.withLock { _ = $0.insert(lease) } }
    func remove(_ lease: LeaseID) { leases.withLock { _ = $0.remove(lease) } }
}

func runWorker() async throws {
    let queue = try await openQueue(hearing: .stops)
    var generator = SystemRandomNumberGenerator()
    let leases = LeaseSource(worker: WorkerID(using: &generator))
    let held = Held()
    let beats = Task {
        while (try? await clock.sleep(for: .seconds(5))) != nil {
            _ = try await queue.renew(held.all, of: leases.worker)
        }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<slotCount / workerCount { group.addTask { try await runSlot(queue, leases, held) } }
        try await group.waitForAll()
    }
    beats.cancel()
    await queue.close()
}

func runArrivals(_ queue: RedisTaskQueue) async throws {
    let start = clock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<rate * seconds {
            try await clock.sleep(until: start.advanced(by: .seconds(1) * number / rate), tolerance: .zero)
            let task = try task(number)
            group.addTask {
                waits.begin(task.id)
                _ = try await queue.enqueue(task)
            }
        }
        try await group.waitForAll()
    }
    isOver.store(true, ordering: .releasing)
}

let gateway = try await openQueue(hearing: .changes)
let client = RESPClient(topology, on: MultiThreadedEventLoopGroup.singleton)
let before = try await processorTime(client)
let time = try await clock.measure {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<workerCount { group.addTask { try await runWorker() } }
        group.addTask { try await runArrivals(gateway) }
        group.addTask {
            while !isOver.load(ordering: .acquiring) || waits.open > 0 {
                _ = try await gateway.tick()
                try await clock.sleep(for: .seconds(1))
            }
        }
        try await group.waitForAll()
    }
}
let after = try await processorTime(client)
await client.close()
await gateway.close()
let sorted = waits.sorted
func milliseconds(_ share: Double) -> String {
    let wait = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] / .milliseconds(1)
    return String(Double(Int((wait * 10).rounded())) / 10)
}
let load = Int((Double(rate) * (work / .seconds(1)) / Double(slotCount) * 100).rounded())
print("\(rate) tasks a second, \(slotCount) slots of \(work): \(load) % load, \(sorted.count) tasks in \(time)")
let (half, most, nearlyAll) = (milliseconds(0.5), milliseconds(0.9), milliseconds(0.99))
print("wait: half within \(half) ms, 90 % \(most), 99 % \(nearlyAll), all \(milliseconds(1))")
func each(_ part: Double) -> Int { Int((part / Double(max(1, sorted.count))).rounded()) }
let (ours, server) = (each(after.ours - before.ours), each(after.server - before.server))
print("a task: \(ours) µs of processor time, \(server) µs of the server's")
