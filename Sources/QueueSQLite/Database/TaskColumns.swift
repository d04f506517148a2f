// SPDX-License-Identifier: Apache-2.0

import Queue

/// A task's row: which columns it has, in which order, and what stands in them.
enum TaskColumns {
    /// Written once.
    static let fixed = [
        "sequence", "id", "tenant", "kind", "priority", "cost", "created", "start_within", "total_within", "record",
        "stored_bytes", "digest", "webhook", "replay_of", "start_due", "total_due", "request",
    ]
    /// Written at every change.
    static let changing = [
        "route", "status", "attempts", "deliveries", "crashes_alone", "revision", "flags", "lease", "granted",
        "expires", "is_alone", "last_lease", "release_at", "worker", "started", "ended", "result", "failure_code",
        "error", "retire_at", "due",
    ]
    /// Both, as they are read.
    static let all = (fixed + changing).joined(separator: ", ")

    static func addFixed(_ entry: TaskEntry, to arguments: inout Arguments) {
        let task = entry.task
        arguments.add(entry.sequence)
        arguments.add(task.id.rawValue)
        arguments.add(task.tenant.rawValue)
        arguments.add(task.kind.rawValue)
        arguments.add(task.priority.rawValue)
        arguments.add(task.cost.units)
        arguments.add(task.created.milliseconds)
        arguments.add(task.deadlines.start?.wholeMilliseconds)
        arguments.add(task.deadlines.total?.wholeMilliseconds)
        arguments.add(task.payload.record)
        arguments.add(task.payload.storedBytes)
        arguments.add(task.payload.digest)
        arguments.add(task.payload.webhook)
        arguments.add(task.replayOf?.rawValue)
        arguments.add(entry.startDue?.milliseconds)
        arguments.add(entry.totalDue?.milliseconds)
        arguments.add(task.payload.request)
    }

    static func addChanging(_ entry: TaskEntry, to arguments: inout Arguments) {
        let (state, history) = (entry.state, entry.history)
        arguments.add(entry.task.route.rawValue)
        arguments.add(state.status.rawValue)
        arguments.add(state.attempts)
        arguments.add(state.deliveries)
        arguments.add(state.crashesAlone)
        arguments.add(state.revision)
        arguments.add(state.flags.rawValue)
        arguments.add(state.lease?.id.rawValue)
        arguments.add(state.lease?.granted.milliseconds)
        arguments.add(state.lease?.expires.milliseconds)
        arguments.add(state.lease.map { $0.isAlone ? 1 : 0 })
        arguments.add(state.lastLease?.rawValue)
        arguments.add(state.releaseAt?.milliseconds)
        arguments.add(entry.worker?.description)
        arguments.add(history.started?.milliseconds)
        arguments.add(history.ended?.milliseconds)
        arguments.add(history.result)
        arguments.add(history.failureCode)
        arguments.add(history.error)
        arguments.add(entry.retireAt?.milliseconds)
        arguments.add(entry.due?.milliseconds)
    }
}
