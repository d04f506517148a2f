// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// A page of tasks, chosen from an index that holds all that a query asks for, before any row is read.
struct TaskListing {
    let query: TaskQuery

    func page(_ database: Database) throws -> TaskPage {
        let limit = min(max(query.limit, 1), 1000)
        let statement = try PreparedStatement(
            database,
            """
            SELECT \(TaskColumns.all) FROM task WHERE sequence IN (
                SELECT sequence FROM task INDEXED BY task_list WHERE \(condition) ORDER BY sequence DESC LIMIT ?
            ) ORDER BY sequence DESC
            """
        )
        var records: [TaskRecord] = []
        try statement.forEach {
            $0.add(query.cursor ?? Int.max)
            if let tenant = query.tenant { $0.add(tenant.rawValue) }
            $0.add(limit + 1)
        } _: {
            records.append(try TaskRow($0).entry().record)
        }
        let next = records.count > limit ? records[limit - 1].sequence : nil
        return TaskPage(tasks: Array(records.prefix(limit)), next: next)
    }

    private var condition: String {
        var parts = ["sequence < ?"]
        if query.tenant != nil { parts.append("tenant = ?") }
        if !query.statuses.isEmpty {
            let numbers = query.statuses.map { String($0.rawValue) }.sorted()
            parts.append("status IN (\(numbers.joined(separator: ", ")))")
        }
        if query.deadLettersOnly { parts.append("flags & \(TaskState.Flags.deadLetter.rawValue) != 0") }
        return parts.joined(separator: " AND ")
    }
}
