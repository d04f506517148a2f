// SPDX-License-Identifier: Apache-2.0

package import Queue

/// Draws operations on a queue, most of which make sense: the same seed, the same history.
package struct RandomHistory<Generator: RandomNumberGenerator & Sendable>: Sendable {
    /// One thing that happens to a queue.
    package enum Step: Sendable {
        case enqueue(FusionTask)
        case claim(ClaimRequest)
        case renew(Set<LeaseID>, WorkerID)
        case settle(TaskID, LeaseID, Settlement)
        case cancel(TaskID)
        case erase(TaskID)
        case adopt(TaskID)
        case replay(TaskID, TaskID)
        case share(TenantShare, TenantID)
        case pause(Bool)
        case pass(Duration)
        case tick
        case outbox
        case deliver(TaskID)
        case announce([UInt8]?, WorkerID)
        case turn(TenantID, RateLimit, Int)
        case mark(Int, TaskID)
        case restart
    }

    private static var routes: [Route] { [Route("cpu"), Route("gpu")] }
    private static var tenants: [TenantID] { ["a", "b", "c"].map { TenantID($0) } }

    private var generator: Generator
    private var processes: [LeaseSource] = []
    private var held: [(task: TaskID, lease: LeaseID, worker: WorkerID)] = []
    private var names: [TaskID] = []

    /// A history with two worker processes.
    package init(using generator: Generator) {
        self.generator = generator
        for _ in 0..<2 { processes.append(LeaseSource(worker: WorkerID(using: &self.generator))) }
    }

    /// The next thing to happen.
    package mutating func next() -> Step {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<24: enqueue()
        case 24..<48: claim()
        case 48..<66: settle()
        case 66..<71: renew()
        case 71..<75: .cancel(name())
        case 75..<77: .erase(name())
        case 77..<78: .adopt(name())
        case 78..<80: .replay(name(), TaskID(stored: "r\(Int.random(in: 0..<50, using: &generator))"))
        case 80..<81: share()
        case 81..<82: .pause(Bool.random(using: &generator))
        case 82..<91: pass()
        case 91..<94: .tick
        case 94..<95: .outbox
        case 95..<96: .mark(Int.random(in: 0..<4, using: &generator), name())
        case 96..<97: .deliver(name())
        case 97..<98: announce()
        case 98..<99: turn()
        default: restart()
        }
    }

    /// Notes what a claim brought, so that it can be settled; a reply that got lost is not noted.
    package mutating func note(_ leased: [LeasedTask], of worker: WorkerID) {
        held += leased.map { ($0.task.id, $0.lease, worker) }
    }

    private mutating func enqueue() -> Step {
        let name =
            Int.random(in: 0..<10, using: &generator) == 0 && !names.isEmpty
            ? name() : TaskID(stored: "t\(names.count)")
        if !names.contains(name) { names.append(name) }
        let deadlines =
            Int.random(in: 0..<4, using: &generator) == 0
            ? TaskDeadlines(start: .seconds(Int.random(in: 1..<30, using: &generator)), total: .seconds(60))
            : TaskDeadlines()
        let hasWebhook = name.rawValue.utf8.count % 2 == 0
        let isBatch = Int.random(in: 0..<12, using: &generator) == 0
        return .enqueue(
            FusionTask(
                id: name,
                owner: TaskOwner(tenant: pick(Self.tenants), priority: pick(PriorityClass.allCases)),
                work: TaskWork(
                    kind: isBatch ? .batch : .fusion,
                    route: isBatch ? .batch : pick(Self.routes),
                    cost: Cost(Int.random(in: 1..<300, using: &generator))
                ),
                schedule: TaskSchedule(created: WallTime(milliseconds: 1_800_000_000_000), deadlines: deadlines),
                payload: TaskPayload(
                    request: [1, 2, 3],
                    record: "record/\(name)",
                    storedBytes: 10,
                    digest: Array("\(name)".utf8),
                    webhook: hasWebhook ? [] : nil
                )
            )
        )
    }

    private mutating func claim() -> Step {
        let routes = Int.random(in: 0..<3, using: &generator) == 0 ? Set(Self.routes) : [pick(Self.routes)]
        let limit = Int.random(in: 1..<4, using: &generator)
        let classes: Set<PriorityClass> = pick([
            Set(PriorityClass.allCases), Set(PriorityClass.allCases), [.vip], [.normal, .bulk],
        ])
        let pool = WorkerPool(routes: routes, classes: classes)
        return .claim(ClaimRequest(pool: pool, limit: limit, leases: pick(processes)))
    }

    private mutating func announce() -> Step {
        let says = Int.random(in: 0..<4, using: &generator)
        return .announce(says == 0 ? nil : [UInt8(says)], pick(processes).worker)
    }

    private mutating func turn() -> Step {
        let limit = RateLimit(perSecond: 0.5, burst: 2)
        let isOnCredit = Int.random(in: 0..<4, using: &generator) == 0
        return .turn(pick(Self.tenants), isOnCredit ? limit.onCredit : limit, Int.random(in: 1..<4, using: &generator))
    }

    private mutating func settle() -> Step {
        guard !held.isEmpty else { return .tick }
        let index = Int.random(in: 0..<held.count, using: &generator)
        // One in eight is settled again later: a reply that got lost.
        let hold = held[index]
        if Int.random(in: 0..<8, using: &generator) > 0 { held.remove(at: index) }
        let actual = Bool.random(using: &generator) ? Cost(Int.random(in: 1..<300, using: &generator)) : nil
        return .settle(hold.task, hold.lease, Settlement(outcome(), actualCost: actual))
    }

    private mutating func outcome() -> TaskOutcome {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<4: .succeeded(Bool.random(using: &generator) ? [] : [4, 5])
        case 4..<6: .failed(TaskFailure(code: "store_unavailable", retry: .transient, error: [6]))
        case 6: .failed(TaskFailure(code: "no_face_detected", retry: .permanent))
        case 7: .failed(TaskFailure(code: "out_of_memory", retry: .outOfMemory(next: pick([Route("gpu"), nil]))))
        case 8: .released
        default: pick([.canceled, .rejected([7])])
        }
    }

    private mutating func renew() -> Step {
        let worker = pick(processes).worker
        var leases = held.filter { $0.worker == worker }.map(\.lease)
        // A process that forgot one: its claim's reply was lost.
        if !leases.isEmpty, Bool.random(using: &generator) { leases.removeFirst() }
        return .renew(Set(leases), worker)
    }

    private mutating func share() -> Step {
        let cap = Bool.random(using: &generator) ? Int.random(in: 0..<4, using: &generator) : nil
        return .share(
            TenantShare(weight: Int.random(in: 1..<5, using: &generator), runningMax: cap),
            pick(Self.tenants)
        )
    }

    private mutating func pass() -> Step {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0: .pass(.seconds(3600))
        case 1: .pass(.seconds(-3600))
        default: .pass(.milliseconds(Int.random(in: 0..<5000, using: &generator)))
        }
    }

    private mutating func restart() -> Step {
        processes = (0..<2).map { _ in LeaseSource(worker: WorkerID(using: &generator)) }
        held = []
        return .restart
    }

    private mutating func name() -> TaskID { names.isEmpty ? TaskID(stored: "t0") : pick(names) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }
}
