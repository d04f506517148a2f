// SPDX-License-Identifier: Apache-2.0

import Queue
import QueueReference
import TestSupport

/// A queue, the object store behind it and its workers, through one random history with a virtual clock.
///
/// The store is the truth: what was accepted and which results exist. The queue may lose the newest of its history,
/// and is reconciled with the store then.
struct Simulation {
    /// What must never be, and was.
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    private static let policy = QueuePolicy()
    private var model: QueueModel
    private var backup: QueueModel
    private var history: RandomHistory<SeededGenerator>
    private var generator: SeededGenerator
    private var wall = ManualWall()
    private var accepted: [TaskID: FusionTask] = [:]
    private var results: Set<TaskID> = []
    private var ended: [TaskID: TaskStatus] = [:]
    private var granted: Set<LeaseID> = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed ^ 0x5EED)
        history = RandomHistory(using: SeededGenerator(seed: seed))
        model = QueueModel(policy: Self.policy, at: wall.now)
        backup = model
    }

    /// Runs so many steps, then lets everything end, and checks all along.
    mutating func run(steps: Int) throws {
        for number in 0..<steps {
            if number.isMultiple(of: 20) { backup = model }
            if Int.random(in: 0..<150, using: &generator) == 0 { try loseSuffix() }
            try perform(history.next())
            try check()
        }
        try finish()
    }

    private mutating func perform(_ step: RandomHistory<SeededGenerator>.Step) throws {
        if case .pass(let duration) = step { wall.advance(by: duration) }
        model.step(to: wall.now)
        do throws(TaskQueueError) {
            switch step {
            case .enqueue(let task):
                // The accept record comes first: from here on the task must end.
                if accepted[task.id] == nil { accepted[task.id] = task }
                _ = try model.enqueue(accepted[task.id] ?? task)
            case .replay(let id, let newID): try replay(id, as: newID)
            case .cancel(let id): _ = try model.cancel(id)
            case .erase(let id): _ = try model.erase(id)
            case .adopt(let id): if results.contains(id) { _ = try model.adopt([], of: id) }
            case .claim(let request): try claim(request)
            case .settle(let id, let lease, let settlement): settle(id, lease, settlement)
            case .renew(let leases, let worker): _ = model.renew(leases, of: worker)
            case .share(let share, let tenant): model.setShare(share, of: tenant)
            case .pause(let isPaused): model.setPaused(isPaused)
            case .deliver(let id): _ = model.noteDelivery([1], of: id)
            case .outbox: for entry in model.takeOutbox(limit: 5) { model.completeOutbox(entry.id) }
            case .tick: _ = model.tick()
            case .restart: model.restart()
            case .announce(let content, let worker):
                model.presence.announce(content, of: worker, until: model.clock.now.advanced(by: .seconds(15)))
            case .turn(let tenant, let limit, let cost):
                _ = model.presence.takeTurn(of: tenant, limit, cost: cost, at: model.clock.now)
            case .mark(let index, let batch): _ = model.markChild(index, of: batch)
            case .pass: break
            }
        } catch {
            switch error {
            case .unknownTask, .alreadyTerminal, .notDeadLetter, .identifierReused: break
            default: throw Violation(description: "\(step) was refused: \(error)")
            }
        }
    }

    private mutating func replay(_ id: TaskID, as newID: TaskID) throws(TaskQueueError) {
        guard let old = model.tasks[id]?.task else { throw .unknownTask(id) }
        let record = "record/\(newID)"
        guard try model.replay(id, as: newID, record: record) == .enqueued else { return }
        accepted[newID] = old.replayed(as: newID, record: record, at: wall.now)
    }

    private mutating func claim(_ request: ClaimRequest) throws(TaskQueueError) {
        let leased = model.claim(request)
        for leased in leased {
            if !granted.insert(leased.lease).inserted { throw .unavailable("lease \(leased.lease) repeats") }
            let tenant = leased.task.tenant
            let running = model.tasks.values.count { $0.state.status == .running && $0.task.tenant == tenant }
            if let cap = model.scheduler.share(of: tenant).runningMax, running > cap {
                throw .unavailable("\(tenant) runs \(running), its cap is \(cap)")
            }
        }
        if Bool.random(using: &generator) { history.note(leased, of: request.worker) }
    }

    /// A worker writes its result before it settles, whether or not it still has its lease.
    private mutating func settle(_ id: TaskID, _ lease: LeaseID, _ settlement: Settlement) {
        if case .succeeded = settlement.outcome, model.tasks[id]?.state.isErased != true,
            model.tasks[id]?.state.lease?.id == lease, model.tasks[id]?.state.isCancelRequested != true
        {
            results.insert(id)
        }
        _ = model.settle(id, lease: lease, settlement)
    }

    /// The newest of the history is gone; the store brings back what it knows.
    private mutating func loseSuffix() throws {
        model = backup
        model.step(to: wall.now)
        model.restart()
        ended = ended.filter { results.contains($0.key) }
        do throws(TaskQueueError) {
            for id in accepted.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
                guard let task = accepted[id] else { continue }
                _ = try model.enqueue(task, isBounded: false)
                if results.contains(id) { _ = try model.adopt([], of: id) }
            }
        } catch {
            throw Violation(description: "what was accepted is refused: \(error)")
        }
    }

    /// With a worker that succeeds at everything, every accepted task ends.
    private mutating func finish() throws {
        model.setPaused(false)
        for tenant in Set(accepted.values.map(\.tenant)) { model.setShare(TenantShare(), of: tenant) }
        let routes = Set(accepted.values.map(\.route)).union([Route("gpu")])
        var rounds = 0
        while rounds < 2000, model.counts.waiting + model.counts.running > 0 {
            rounds += 1
            let leases = LeaseSource(worker: WorkerID(using: &generator))
            wall.advance(by: .seconds(2))
            model.step(to: wall.now)
            _ = model.tick()
            for leased in model.claim(ClaimRequest(routes: routes, limit: 8, leases: leases)) {
                settle(leased.task.id, leased.lease, Settlement(.succeeded([])))
            }
            try check()
        }
        let counts = model.counts
        guard counts.waiting == 0, counts.running == 0 else {
            throw Violation(description: "some never end: \(counts)")
        }
        for id in accepted.keys where ended[id] == nil { throw Violation(description: "\(id) was lost") }
        for id in results where ended[id] != .succeeded {
            throw Violation(description: "\(id) has a result and is \(String(describing: ended[id]))")
        }
    }

    private mutating func check() throws {
        try checkCounts()
        var leases: Set<LeaseID> = []
        var running: [TenantID: Int] = [:]
        for entry in model.tasks.values {
            try check(entry)
            if let lease = entry.state.lease {
                if !leases.insert(lease.id).inserted { throw Violation(description: "\(lease.id) is held twice") }
                running[entry.task.tenant, default: 0] += 1
            }
        }
        for (tenant, state) in model.scheduler.runningCounts where state != running[tenant, default: 0] {
            throw Violation(description: "\(tenant) is charged for \(state) running tasks, not \(running)")
        }
        for id in accepted.keys where model.tasks[id] == nil && ended[id] == nil {
            throw Violation(description: "\(id) left before it ended")
        }
    }

    private func checkCounts() throws {
        let counts = model.counts
        let total = counts.waiting + counts.running + counts.ended.values.reduce(0, +)
        guard counts.enqueued == total else {
            throw Violation(description: "\(counts.enqueued) enqueued, \(total) accounted for")
        }
    }

    private mutating func check(_ entry: TaskEntry) throws {
        let (id, state) = (entry.task.id, entry.state)
        if let before = ended[id], before != state.status {
            throw Violation(description: "\(id) was \(before) and is \(state.status)")
        }
        if state.status.isTerminal { ended[id] = state.status }
        let isHeld = state.status == .running
        guard (state.lease != nil) == isHeld, (entry.worker != nil) == isHeld else {
            throw Violation(description: "\(id) is \(state.status), lease \(String(describing: state.lease))")
        }
        guard (state.releaseAt != nil) == (state.status == .delayed) else {
            throw Violation(
                description: "\(id) is \(state.status) and waits until \(String(describing: state.releaseAt))"
            )
        }
        guard state.attempts <= 1 + Self.policy.retry.retries,
            state.crashesAlone <= Self.policy.retry.crashesAloneMax
        else { throw Violation(description: "\(id) was tried too often: \(state)") }
        if state.lease?.isAlone == true, let worker = entry.worker, model.held(by: worker).count > 1 {
            throw Violation(description: "\(id) is a suspect and has company")
        }
    }
}
