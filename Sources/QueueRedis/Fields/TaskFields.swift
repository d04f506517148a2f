// SPDX-License-Identifier: Apache-2.0

import Queue
import RESP

/// A task's hash: which fields it has and what stands in them.
///
/// | field | what |
/// |---|---|
/// | `n` `tn` `kd` `p` `c` `cr` | sequence, tenant, kind, class, cost, creation |
/// | `ws` `wt` `sd` `td` | how long until it has to start and to end, and when that is |
/// | `rc` `sb` `dg` `wh` `ro` `rq` | accept record, its bytes, digest, webhook, replayed letter, request |
/// | `rt` `s` `at` `dv` `ca` `rv` `fl` | route, status, attempts, deliveries, crashes alone, revision, flags |
/// | `l` `lg` `le` `al` `w` `ll` `ra` | lease, granted, expires, alone, process, last lease, release |
/// | `st` `en` `rs` `fc` `er` `re` `oi` | started, ended, result, failure's code, error, retirement, removal's number |
/// | `pg` `pf` | stage and fraction of the last report |
///
/// Attempts, deliveries, crashes and flags are 0 and the revision 1 where they are not written.
/// Granted, expires, release and retirement are times of the shard, all others wall time, in milliseconds.
struct TaskFields {
    private let values: [String: RESPValue]

    /// The fields as `HGETALL` gives them; `nil` for a task that is not there.
    init?(_ answer: RESPValue) {
        guard let pairs = answer.pairs, !pairs.isEmpty else { return nil }
        values = Dictionary(pairs.map { ($0.key.text ?? "", $0.value) }) { first, _ in first }
    }

    /// The pairs of a new task that never change, time fields but its due times included.
    static func fixed(_ task: FusionTask) -> [RESPCommand.Argument] {
        let (deadlines, payload) = (task.deadlines, task.payload)
        var pairs: [RESPCommand.Argument] = [
            "tn", .text(task.tenant.rawValue), "kd", .number(task.kind.rawValue), "p", .number(task.priority.rawValue),
            "c", .number(task.cost.units), "cr", .number(task.created.milliseconds), "rt", .text(task.route.rawValue),
            "rc", .text(payload.record), "sb", .number(payload.storedBytes), "dg", .bytes(payload.digest),
            "rq", .bytes(payload.request),
        ]
        if let start = deadlines.start { pairs += ["ws", .number(start.wholeMilliseconds)] }
        if let total = deadlines.total { pairs += ["wt", .number(total.wholeMilliseconds)] }
        if let webhook = payload.webhook { pairs += ["wh", .bytes(webhook)] }
        if let replayOf = task.replayOf { pairs += ["ro", .text(replayOf.rawValue)] }
        return pairs
    }

    /// The task as it stands.
    func entry(_ id: TaskID) throws(TaskQueueError) -> TaskEntry {
        var entry = TaskEntry(stored: try task(id), sequence: number("n"), state: try state())
        entry.startDue = optional("sd").map(WallTime.init(milliseconds:))
        entry.totalDue = optional("td").map(WallTime.init(milliseconds:))
        entry.worker = text("w").map(WorkerID.init(stored:))
        entry.history.started = optional("st").map(WallTime.init(milliseconds:))
        entry.history.ended = optional("en").map(WallTime.init(milliseconds:))
        entry.history.result = values["rs"]?.content
        entry.history.failureCode = text("fc")
        entry.history.error = values["er"]?.content ?? []
        entry.retireAt = optional("re").map(ShardTime.init(milliseconds:))
        return entry
    }

    /// The task's record, what its worker last reported included.
    func record(_ id: TaskID) throws(TaskQueueError) -> TaskRecord {
        var record = try entry(id).record
        if let stage = text("pg") {
            record.progress = TaskProgress(stage: stage, fraction: text("pf").flatMap(Double.init) ?? 0)
        }
        return record
    }

    private func task(_ id: TaskID) throws(TaskQueueError) -> FusionTask {
        guard let kind = TaskKind(rawValue: number("kd")), let priority = PriorityClass(rawValue: number("p")) else {
            throw .unavailable("task \(id) has a kind or class that is none")
        }
        let deadlines = TaskDeadlines(
            start: optional("ws").map { .milliseconds($0) },
            total: optional("wt").map { .milliseconds($0) }
        )
        return FusionTask(
            id: id,
            owner: TaskOwner(tenant: TenantID(text("tn") ?? ""), priority: priority),
            work: TaskWork(kind: kind, route: Route(text("rt") ?? ""), cost: Cost(number("c"))),
            schedule: TaskSchedule(created: WallTime(milliseconds: number("cr")), deadlines: deadlines),
            payload: TaskPayload(
                request: values["rq"]?.content ?? [],
                record: text("rc") ?? "",
                storedBytes: number("sb"),
                digest: values["dg"]?.content ?? [],
                webhook: values["wh"]?.content
            ),
            replayOf: text("ro").map(TaskID.init(stored:))
        )
    }

    private func state() throws(TaskQueueError) -> TaskState {
        guard let status = TaskStatus(rawValue: number("s")) else {
            throw .unavailable("a task's status is none: \(number("s"))")
        }
        let lease = text("l").map { text in
            Lease(
                id: LeaseID(stored: text),
                granted: ShardTime(milliseconds: number("lg")),
                expires: ShardTime(milliseconds: number("le")),
                isAlone: number("al") != 0
            )
        }
        return TaskState(
            status: status,
            counters: TaskState.Counters(
                attempts: number("at"),
                deliveries: number("dv"),
                crashesAlone: number("ca"),
                revision: optional("rv") ?? 1
            ),
            flags: TaskState.Flags(rawValue: number("fl")),
            hold: TaskState.Hold(
                lease: lease,
                lastLease: text("ll").map(LeaseID.init(stored:)),
                releaseAt: optional("ra").map(ShardTime.init(milliseconds:))
            )
        )
    }

    private func text(_ name: String) -> String? { values[name]?.text }
    private func optional(_ name: String) -> Int? { values[name]?.number }
    private func number(_ name: String) -> Int { values[name]?.number ?? 0 }
}
