// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// What is to be done after tasks' ends, until it is done.
struct OutboxTable {
    private let insertion: PreparedStatement
    private let due: PreparedStatement
    private let lease: PreparedStatement
    private let removal: PreparedStatement
    private let removalOfTask: PreparedStatement
    private let delay: PreparedStatement

    init(_ database: Database) throws {
        insertion = try PreparedStatement(
            database,
            """
            INSERT INTO outbox (id, kind, task, tenant, status, record, payload, due, attempts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
            """
        )
        due = try PreparedStatement(
            database,
            """
            SELECT id, kind, task, tenant, status, record, payload, attempts FROM outbox
            WHERE due <= ? ORDER BY due, id LIMIT ?
            """
        )
        lease = try PreparedStatement(database, "UPDATE outbox SET due = ?, attempts = attempts + 1 WHERE id = ?")
        removal = try PreparedStatement(database, "DELETE FROM outbox WHERE id = ?")
        removalOfTask = try PreparedStatement(database, "DELETE FROM outbox WHERE task = ? AND kind = 1")
        delay = try PreparedStatement(database, "UPDATE outbox SET due = ? WHERE id = ?")
    }

    func insert(_ entry: OutboxEntry, due: ShardTime) throws {
        try insertion.run {
            $0.add(entry.id)
            $0.add(entry.kind.rawValue)
            $0.add(entry.task.rawValue)
            $0.add(entry.tenant.rawValue)
            $0.add(entry.status.rawValue)
            $0.add(entry.record)
            $0.add(entry.payload)
            $0.add(due.milliseconds)
        }
    }

    /// The due entries, the first first; with how often each was taken before.
    func due(at now: ShardTime, limit: Int) throws -> [OutboxEntry] {
        var entries: [OutboxEntry] = []
        try due.forEach {
            $0.add(now.milliseconds)
            $0.add(max(limit, 0))
        } _: {
            entries.append(try Self.entry($0))
        }
        return entries
    }

    func lease(_ id: Int, until due: ShardTime) throws { try set(lease, id, due) }
    func postpone(_ id: Int, until due: ShardTime) throws { try set(delay, id, due) }
    func remove(_ id: Int) throws { try removal.run { $0.add(id) } }
    func removeInputRemoval(of task: TaskID) throws { try removalOfTask.run { $0.add(task.rawValue) } }

    private func set(_ statement: PreparedStatement, _ id: Int, _ due: ShardTime) throws {
        try statement.run {
            $0.add(due.milliseconds)
            $0.add(id)
        }
    }

    private static func entry(_ columns: Columns) throws -> OutboxEntry {
        let (kindNumber, statusNumber) = (columns.number(1), columns.number(4))
        guard let kind = OutboxEntry.Kind(rawValue: kindNumber), let status = TaskStatus(rawValue: statusNumber) else {
            throw StoredValueError(column: "outbox kind or status", value: "\(kindNumber), \(statusNumber)")
        }
        return OutboxEntry(
            id: columns.number(0),
            kind: kind,
            task: TaskID(stored: columns.text(2)),
            subject: OutboxEntry.Subject(
                tenant: TenantID(columns.text(3)),
                status: status,
                record: columns.text(5),
                payload: columns.bytes(6)
            ),
            attempts: columns.number(7)
        )
    }
}
