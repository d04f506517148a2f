// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// The rows of tasks, on the writing connection and inside of its transactions only.
struct TaskTable {
    private let byID: PreparedStatement
    private let bySequence: PreparedStatement
    private let insertion: PreparedStatement
    private let change: PreparedStatement
    private let removal: PreparedStatement
    private let oldest: PreparedStatement
    private let release: PreparedStatement
    private let deadline: PreparedStatement
    private let retirement: PreparedStatement
    private let active: PreparedStatement

    init(_ database: Database) throws {
        let select = "SELECT \(TaskColumns.all) FROM task WHERE"
        let marks = (TaskColumns.fixed + TaskColumns.changing).map { _ in "?" }.joined(separator: ", ")
        let settings = TaskColumns.changing.map { "\($0) = ?" }.joined(separator: ", ")
        let requestSetting = "request = CASE WHEN ? THEN x'' ELSE request END"
        byID = try PreparedStatement(database, "\(select) id = ?")
        bySequence = try PreparedStatement(database, "\(select) sequence = ?")
        insertion = try PreparedStatement(database, "INSERT INTO task (\(TaskColumns.all)) VALUES (\(marks))")
        change = try PreparedStatement(
            database,
            "UPDATE task SET \(settings), \(requestSetting) WHERE sequence = ?"
        )
        removal = try PreparedStatement(database, "DELETE FROM task WHERE sequence = ?")
        oldest = try PreparedStatement(
            database,
            "SELECT min(created) FROM task WHERE status = 0 AND priority = ? AND route <> 'batch'"
        )
        release = try PreparedStatement(
            database,
            "\(select) release_at IS NOT NULL AND release_at <= ? ORDER BY release_at, sequence LIMIT ?"
        )
        deadline = try PreparedStatement(
            database,
            "\(select) due IS NOT NULL AND due < ? ORDER BY due, sequence LIMIT ?"
        )
        retirement = try PreparedStatement(
            database,
            "\(select) retire_at IS NOT NULL AND retire_at <= ? ORDER BY retire_at, sequence LIMIT ?"
        )
        active = try PreparedStatement(
            database,
            "\(select) status <= \(TaskStatus.running.rawValue) ORDER BY sequence"
        )
    }

    func entry(_ id: TaskID) throws -> TaskEntry? {
        try byID.first {
            $0.add(id.rawValue)
        } _: {
            try TaskRow($0).entry()
        }
    }

    func entry(at sequence: Int) throws -> TaskEntry? {
        try bySequence.first {
            $0.add(sequence)
        } _: {
            try TaskRow($0).entry()
        }
    }

    func insert(_ entry: TaskEntry) throws {
        try insertion.run {
            TaskColumns.addFixed(entry, to: &$0)
            TaskColumns.addChanging(entry, to: &$0)
        }
    }

    /// Writes what may have changed; an emptied request is dropped.
    func update(_ entry: TaskEntry) throws {
        try change.run {
            TaskColumns.addChanging(entry, to: &$0)
            $0.add(entry.task.payload.request.isEmpty ? 1 : 0)
            $0.add(entry.sequence)
        }
    }

    func remove(_ entry: TaskEntry) throws { try removal.run { $0.add(entry.sequence) } }

    /// Retries that are due, the first first.
    func releasable(at now: ShardTime, limit: Int) throws -> [TaskEntry] {
        try entries(release, at: now.milliseconds, limit)
    }

    /// Tasks that wait past a deadline, the first first.
    func overdue(at now: WallTime, limit: Int) throws -> [TaskEntry] {
        try entries(deadline, at: now.milliseconds, limit)
    }

    /// Tasks whose retention is over, the first first.
    func retirable(at now: ShardTime, limit: Int) throws -> [TaskEntry] {
        try entries(retirement, at: now.milliseconds, limit)
    }

    /// When the queued task of a class was accepted that was accepted first.
    func oldestCreation(_ priority: PriorityClass) throws -> WallTime? {
        let milliseconds = try oldest.first {
            $0.add(priority.rawValue)
        } _: {
            $0.optionalNumber(0)
        }
        return milliseconds?.map(WallTime.init(milliseconds:))
    }

    /// Every task that has not ended, the oldest first.
    func eachActive(_ body: (TaskEntry) throws -> Void) throws {
        try active.forEach { _ in
        } _: {
            try body(try TaskRow($0).entry())
        }
    }

    private func entries(_ statement: PreparedStatement, at milliseconds: Int, _ limit: Int) throws -> [TaskEntry] {
        var entries: [TaskEntry] = []
        try statement.forEach {
            $0.add(milliseconds)
            $0.add(limit)
        } _: {
            entries.append(try TaskRow($0).entry())
        }
        return entries
    }
}
