// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// The log of what tasks' owners were told.
struct DeliveryTable {
    private let last: PreparedStatement
    private let insertion: PreparedStatement
    private let surplus: PreparedStatement
    private let listing: PreparedStatement
    private let removal: PreparedStatement
    private let oldest: PreparedStatement
    private let newest: PreparedStatement
    private let removalUpTo: PreparedStatement

    init(_ database: Database) throws {
        last = try PreparedStatement(database, "SELECT max(number) FROM delivery WHERE task = ?")
        insertion = try PreparedStatement(
            database,
            "INSERT INTO delivery (task, number, content, retire_at) VALUES (?, ?, ?, ?)"
        )
        surplus = try PreparedStatement(database, "DELETE FROM delivery WHERE task = ? AND number <= ?")
        listing = try PreparedStatement(
            database,
            "SELECT number, content FROM delivery WHERE task = ? ORDER BY number"
        )
        removal = try PreparedStatement(database, "DELETE FROM delivery WHERE task = ?")
        oldest = try PreparedStatement(database, "SELECT id, retire_at FROM delivery ORDER BY id LIMIT ?")
        newest = try PreparedStatement(database, "SELECT max(id) FROM delivery")
        removalUpTo = try PreparedStatement(database, "DELETE FROM delivery WHERE id <= ?")
    }

    /// Writes an attempt down and lets go of the task's oldest where it has too many.
    func insert(_ content: [UInt8], of task: TaskID, retireAt: ShardTime, max count: Int) throws -> DeliveryRecord {
        let number = try nextNumber(of: task)
        try insertion.run {
            $0.add(task.rawValue)
            $0.add(number)
            $0.add(content)
            $0.add(retireAt.milliseconds)
        }
        if number > count {
            try surplus.run {
                $0.add(task.rawValue)
                $0.add(number - count)
            }
        }
        return DeliveryRecord(number: number, content: content)
    }

    func nextNumber(of task: TaskID) throws -> Int {
        try last.first {
            $0.add(task.rawValue)
        } _: {
            $0.number(0) + 1
        } ?? 1
    }

    /// A task's attempts, the first first.
    func list(of task: TaskID) throws -> [DeliveryRecord] {
        var records: [DeliveryRecord] = []
        try listing.forEach {
            $0.add(task.rawValue)
        } _: {
            records.append(DeliveryRecord(number: $0.number(0), content: $0.bytes(1)))
        }
        return records
    }

    func remove(of task: TaskID) throws { try removal.run { $0.add(task.rawValue) } }

    /// Lets go of what is over its time, and of the oldest of those beyond the most that are kept.
    ///
    /// - Returns: How many of them there were, up to the limit.
    func retire(at now: ShardTime, keeping count: Int, limit: Int) throws -> Int {
        let lastToGo = (try newest.first { $0.number(0) } ?? 0) - count
        var gone: [Int] = []
        try oldest.forEach {
            $0.add(limit)
        } _: { columns in
            let id = columns.number(0)
            if id <= lastToGo || columns.number(1) <= now.milliseconds { gone.append(id) }
        }
        if let last = gone.last { try removalUpTo.run { $0.add(last) } }
        return gone.count
    }
}
