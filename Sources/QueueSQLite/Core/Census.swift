// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// How many tasks stand where, kept up with every change.
struct Census {
    private(set) var waiting: [PriorityClass: [TaskStatus: Int]] = [:]
    private(set) var waitingTotal = 0
    private(set) var storedBytes = 0
    private(set) var deadLetters = 0

    init() {}

    /// Counts the rows.
    init(_ database: Database) throws {
        let sql = """
            SELECT priority, status, count(*), sum(stored_bytes) FROM task WHERE status <= ? GROUP BY priority, status
            """
        for row in try Row.fetchAll(database, sql: sql, arguments: [TaskStatus.running.rawValue]) {
            guard let priority = PriorityClass(rawValue: row[0] as Int? ?? -1),
                let status = TaskStatus(rawValue: row[1] as Int? ?? -1)
            else { throw StoredValueError(column: "priority or status", value: "\(row)") }
            let count = row[2] as Int? ?? 0
            waiting[priority, default: [:]][status] = count
            storedBytes += row[3] as Int? ?? 0
            if status != .running { waitingTotal += count }
        }
        deadLetters =
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM task INDEXED BY task_list WHERE flags & ? != 0",
                arguments: [TaskState.Flags.deadLetter.rawValue]
            ) ?? 0
    }

    mutating func note(_ entry: TaskEntry, by step: Int) {
        if entry.state.isDeadLetter { deadLetters += step }
        let status = entry.state.status
        guard !status.isTerminal else { return }
        waiting[entry.task.priority, default: [:]][status, default: 0] += step
        storedBytes += step * entry.task.payload.storedBytes
        if status != .running { waitingTotal += step }
    }
}
