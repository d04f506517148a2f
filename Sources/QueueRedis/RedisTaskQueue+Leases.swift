// SPDX-License-Identifier: Apache-2.0

public import Queue
import RESP

extension RedisTaskQueue {
    /// Takes the next tasks under new leases.
    ///
    /// Not repeated after a lost reply, because the repeat would give the same leases to other tasks: the next
    /// heartbeat gives back what was taken.
    public func claim(_ request: ClaimRequest) async throws(TaskQueueError) -> [LeasedTask] {
        guard !request.leases.isEmpty else { return [] }
        let flows = request.pool.flows
        var arguments: [RESPCommand.Argument] = [
            .text("\(request.worker)"), .text(request.pool.storedName), .number(flows.count),
        ]
        arguments += flows.map { .text($0.storedName) }
        arguments += request.leases.map { .text($0.rawValue) }
        let answer = try await runner.run(.claim, arguments, isRepeatable: false)
        guard let parts = answer.elements, parts.count == 2, let wall = parts[0].number, let taken = parts[1].elements
        else { throw .unavailable("an answer that is none: \(answer)") }
        var leased: [LeasedTask] = []
        for value in taken { leased.append(try Self.leased(value, at: WallTime(milliseconds: wall))) }
        return leased
    }

    /// Its id, then its fields.
    private static func leased(_ value: RESPValue, at wall: WallTime) throws(TaskQueueError) -> LeasedTask {
        guard let parts = value.elements, parts.count == 2, let id = parts[0].text,
            let fields = try TaskFields(parts[1])
        else { throw .unavailable("a task that is none: \(value)") }
        let entry = try fields.entry(TaskID(stored: id))
        guard let lease = entry.state.lease else { throw .unavailable("task \(id) was taken without a lease") }
        let remaining = entry.totalDue.map { Duration.milliseconds($0.milliseconds - wall.milliseconds) }
        return LeasedTask(task: entry.task, state: entry.state, lease: lease, remaining: remaining)
    }

    /// A process's heartbeat, which takes along how far its tasks are.
    public func renew(_ leases: Set<LeaseID>, of worker: WorkerID) async throws(TaskQueueError) -> Renewal {
        let news = progress.take(of: leases)
        var arguments: [RESPCommand.Argument] = [.text("\(worker)"), .number(leases.count)]
        arguments += leases.map { .text($0.rawValue) }
        for (lease, progress) in news {
            arguments += [.text(lease.rawValue), .text(progress.stage), .text("\(progress.fraction)")]
        }
        let answer: RESPValue
        do throws(TaskQueueError) {
            answer = try await runner.run(.renew, arguments)
        } catch {
            progress.giveBack(news)
            throw error
        }
        guard let parts = answer.elements, parts.count == 2, let alive = parts[0].elements,
            let stopping = parts[1].elements
        else { throw .unavailable("an answer that is none: \(answer)") }
        var renewal = Renewal()
        renewal.alive = Set(alive.compactMap(\.text).map(LeaseID.init(stored:)))
        renewal.stopping = Set(stopping.compactMap(\.text).map(LeaseID.init(stored:)))
        renewal.lost = leases.subtracting(renewal.alive).subtracting(renewal.stopping)
        return renewal
    }

    /// Tells watchers how far a task is, with the next heartbeat.
    public func report(_ progress: TaskProgress, of task: TaskID, lease: LeaseID) async {
        self.progress.note(progress, of: lease)
    }

    /// Ends a hold.
    public func settle(
        _ task: TaskID,
        lease: LeaseID,
        _ settlement: Settlement
    ) async throws(TaskQueueError) -> SettleResult {
        progress.forget(lease)
        let outcome = OutcomeArguments(settlement, of: task, policy.retry)
        let answer = try ScriptAnswer(
            try await runner.run(.settle, [.text(task.rawValue), .text(lease.rawValue)] + outcome.arguments)
        )
        switch answer.word {
        case "OK": return .settled(try answer.status())
        case "SAME": return .same
        case "LOST": return .leaseLost
        default: throw answer.unexpected
        }
    }
}

/// A settlement as the script reads it.
private struct OutcomeArguments {
    let arguments: [RESPCommand.Argument]

    init(_ settlement: Settlement, of task: TaskID, _ policy: RetryPolicy) {
        let (word, body): (String, [UInt8]) =
            switch settlement.outcome {
            case .succeeded(let bytes): ("succeeded", bytes)
            case .failed(let failure): ("failed", failure.error)
            case .released: ("released", [])
            case .canceled: ("canceled", [])
            case .rejected(let object): ("rejected", object)
            }
        var advice = ""
        var route = ""
        var waits: [Duration] = []
        var code = ""
        if case .failed(let failure) = settlement.outcome {
            code = failure.code
            switch failure.retry {
            case .permanent: advice = "permanent"
            case .transient:
                waits = (0..<policy.retries).map { policy.backoff(task: task, attempts: $0 + 1) }
            case .outOfMemory(next: let next?): route = next.rawValue
            case .outOfMemory(next: nil):
                waits = (0..<policy.retries).map { _ in policy.outOfMemoryDelay }
            }
        }
        arguments = [
            .text(word), settlement.actualCost.map { .number($0.units) } ?? "", .text(advice), .text(route),
            .text(waits.map { String($0.wholeMilliseconds) }.joined(separator: ",")), .text(code), .bytes(body),
        ]
    }
}
