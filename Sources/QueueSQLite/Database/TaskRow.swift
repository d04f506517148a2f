// SPDX-License-Identifier: Apache-2.0

import Queue

/// Reads a task's columns in the order of ``TaskColumns/all``.
struct TaskRow {
    private let columns: Columns

    init(_ columns: Columns) { self.columns = columns }

    func entry() throws -> TaskEntry {
        var entry = TaskEntry(stored: try task(), sequence: columns.number(0), state: try state())
        entry.startDue = wall(14)
        entry.totalDue = wall(15)
        entry.worker = columns.optionalText(30).map(WorkerID.init(stored:))
        entry.history.started = wall(31)
        entry.history.ended = wall(32)
        entry.history.result = columns.optionalBytes(33)
        entry.history.failureCode = columns.optionalText(34)
        entry.history.error = columns.bytes(35)
        entry.retireAt = shard(36)
        return entry
    }

    private func task() throws -> FusionTask {
        let (kindNumber, priorityNumber) = (columns.number(3), columns.number(4))
        guard let kind = TaskKind(rawValue: kindNumber), let priority = PriorityClass(rawValue: priorityNumber) else {
            throw StoredValueError(column: "kind or priority", value: "\(kindNumber), \(priorityNumber)")
        }
        let deadlines = TaskDeadlines(start: duration(7), total: duration(8))
        return FusionTask(
            id: TaskID(stored: columns.text(1)),
            owner: TaskOwner(tenant: TenantID(columns.text(2)), priority: priority),
            work: TaskWork(kind: kind, route: Route(columns.text(17)), cost: Cost(columns.number(5))),
            schedule: TaskSchedule(created: WallTime(milliseconds: columns.number(6)), deadlines: deadlines),
            payload: TaskPayload(
                request: columns.bytes(16),
                record: columns.text(9),
                storedBytes: columns.number(10),
                digest: columns.bytes(11),
                webhook: columns.optionalBytes(12)
            ),
            replayOf: columns.optionalText(13).map(TaskID.init(stored:))
        )
    }

    private func state() throws -> TaskState {
        guard let status = TaskStatus(rawValue: columns.number(18)) else {
            throw StoredValueError(column: "status", value: "\(columns.number(18))")
        }
        let lease = columns.optionalText(24).map { text in
            Lease(
                id: LeaseID(stored: text),
                granted: ShardTime(milliseconds: columns.number(25)),
                expires: ShardTime(milliseconds: columns.number(26)),
                isAlone: columns.number(27) != 0
            )
        }
        return TaskState(
            status: status,
            counters: TaskState.Counters(
                attempts: columns.number(19),
                deliveries: columns.number(20),
                crashesAlone: columns.number(21),
                revision: columns.number(22)
            ),
            flags: TaskState.Flags(rawValue: columns.number(23)),
            hold: TaskState.Hold(
                lease: lease,
                lastLease: columns.optionalText(28).map(LeaseID.init(stored:)),
                releaseAt: shard(29)
            )
        )
    }

    private func wall(_ column: Int32) -> WallTime? {
        columns.optionalNumber(column).map(WallTime.init(milliseconds:))
    }

    private func shard(_ column: Int32) -> ShardTime? {
        columns.optionalNumber(column).map(ShardTime.init(milliseconds:))
    }

    private func duration(_ column: Int32) -> Duration? {
        columns.optionalNumber(column).map { .milliseconds($0) }
    }
}
