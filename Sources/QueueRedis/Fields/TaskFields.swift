// SPDX-License-Identifier: Apache-2.0

import Queue
import RESP

/// A task's hash: which fields it has and what stands in them.
///
/// | field | what |
/// |---|---|
/// | `f` | what it was accepted as, packed |
/// | `x` | what has become of it, packed |
/// | `rq` `rs` `er` | request, result, error |
///
/// | in `f` | what |
/// |---|---|
/// | `tn` `kd` `p` `c` `cr` | tenant, kind, class, cost, creation |
/// | `ws` `wt` | how long until it has to start and to end |
/// | `rc` `sb` `dg` `wh` `ro` | accept record, its bytes, digest, webhook, replayed letter |
///
/// | in `x` | what |
/// |---|---|
/// | `n` `s` `rt` `rv` `fl` | sequence, status, route, revision, flags |
/// | `at` `dv` `ca` | attempts, deliveries, crashes alone |
/// | `l` `lg` `le` `al` `w` `pg` `pf` | lease, granted, expires, alone, process, stage and fraction: while it runs |
/// | `ra` | release: while it is delayed |
/// | `ll` `sd` `td` `st` `en` `fc` | last lease, when it has to start and to end, started, ended, failure's code |
/// | `oi` `re` | its removal's number in the outbox, retirement |
///
/// Granted, expires, release and retirement are times of the shard, all others wall time, in milliseconds.
struct TaskFields {
    private let fixed: Packed
    private let changing: Packed
    private let large: RESPValue

    /// The fields as `HGETALL` gives them; `nil` for a task that is not there.
    ///
    /// - Parameter answer: Names and values by turns.
    /// - Throws: `unavailable` where they are no task's.
    init?(_ answer: RESPValue) throws(TaskQueueError) {
        guard let pairs = answer.pairs, !pairs.isEmpty else { return nil }
        guard let fixed = answer["f"]?.content, let changing = answer["x"]?.content else {
            throw .unavailable("a task that is none: \(answer)")
        }
        do throws(Packed.Fault) {
            self.fixed = try Packed(fixed)
            self.changing = try Packed(changing)
        } catch {
            throw .unavailable("a task that cannot be read: \(error)")
        }
        large = answer
    }

    /// What a new task is accepted as.
    static func fixed(_ task: FusionTask) -> [UInt8] {
        let (deadlines, payload) = (task.deadlines, task.payload)
        var packed = Packed()
        packed.put("tn", task.tenant.rawValue)
        packed.put("kd", task.kind.rawValue)
        packed.put("p", task.priority.rawValue)
        packed.put("c", task.cost.units)
        packed.put("cr", task.created.milliseconds)
        packed.put("ws", deadlines.start?.wholeMilliseconds)
        packed.put("wt", deadlines.total?.wholeMilliseconds)
        packed.put("rc", payload.record)
        packed.put("sb", payload.storedBytes)
        packed["dg"] = .bytes(payload.digest)
        packed["wh"] = payload.webhook.map { .bytes($0) }
        packed.put("ro", task.replayOf?.rawValue)
        return packed.encoded
    }

    /// The task as it stands.
    func entry(_ id: TaskID) throws(TaskQueueError) -> TaskEntry {
        var entry = TaskEntry(stored: try task(id), sequence: number("n"), state: try state())
        entry.startDue = wall("sd")
        entry.totalDue = wall("td")
        entry.worker = entry.state.lease == nil ? nil : changing.text("w").map(WorkerID.init(stored:))
        entry.history.started = wall("st")
        entry.history.ended = wall("en")
        entry.history.result = large["rs"]?.content
        entry.history.failureCode = changing.text("fc")
        entry.history.error = large["er"]?.content ?? []
        entry.retireAt = shard("re")
        return entry
    }

    /// The task's record, what its worker last reported included.
    func record(_ id: TaskID) throws(TaskQueueError) -> TaskRecord {
        var record = try entry(id).record
        if record.state.lease != nil, let stage = changing.text("pg") {
            record.progress = TaskProgress(stage: stage, fraction: changing.text("pf").flatMap(Double.init) ?? 0)
        }
        return record
    }

    private func task(_ id: TaskID) throws(TaskQueueError) -> FusionTask {
        guard let kind = fixed.number("kd").flatMap(TaskKind.init),
            let priority = fixed.number("p").flatMap(PriorityClass.init)
        else { throw .unavailable("task \(id) has a kind or class that is none") }
        return FusionTask(
            id: id,
            owner: TaskOwner(tenant: TenantID(fixed.text("tn") ?? ""), priority: priority),
            work: TaskWork(kind: kind, route: Route(changing.text("rt") ?? ""), cost: Cost(fixed.number("c") ?? 0)),
            schedule: TaskSchedule(
                created: WallTime(milliseconds: fixed.number("cr") ?? 0),
                deadlines: TaskDeadlines(
                    start: fixed.number("ws").map { .milliseconds($0) },
                    total: fixed.number("wt").map { .milliseconds($0) }
                )
            ),
            payload: TaskPayload(
                request: large["rq"]?.content ?? [],
                record: fixed.text("rc") ?? "",
                storedBytes: fixed.number("sb") ?? 0,
                digest: fixed.bytes("dg") ?? [],
                webhook: fixed.bytes("wh")
            ),
            replayOf: fixed.text("ro").map(TaskID.init(stored:))
        )
    }

    private func state() throws(TaskQueueError) -> TaskState {
        guard let status = TaskStatus(rawValue: number("s")) else {
            throw .unavailable("a task's status is none: \(number("s"))")
        }
        return TaskState(
            status: status,
            counters: TaskState.Counters(
                attempts: number("at"),
                deliveries: number("dv"),
                crashesAlone: number("ca"),
                revision: number("rv")
            ),
            flags: TaskState.Flags(rawValue: number("fl")),
            hold: TaskState.Hold(
                lease: status == .running ? lease : nil,
                lastLease: changing.text("ll").map(LeaseID.init(stored:)),
                releaseAt: status == .delayed ? shard("ra") : nil
            )
        )
    }

    private var lease: Lease? {
        changing.text("l").map { text in
            Lease(
                id: LeaseID(stored: text),
                granted: ShardTime(milliseconds: number("lg")),
                expires: ShardTime(milliseconds: number("le")),
                isAlone: number("al") != 0
            )
        }
    }

    private func number(_ name: String) -> Int { changing.number(name) ?? 0 }
    private func wall(_ name: String) -> WallTime? { changing.number(name).map(WallTime.init(milliseconds:)) }
    private func shard(_ name: String) -> ShardTime? { changing.number(name).map(ShardTime.init(milliseconds:)) }
}
