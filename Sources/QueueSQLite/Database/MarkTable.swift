// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// Which children of batches have ended.
struct MarkTable {
    private let insertion: PreparedStatement
    private let counting: PreparedStatement
    private let removal: PreparedStatement
    private let retirement: PreparedStatement

    init(_ database: Database) throws {
        insertion = try PreparedStatement(
            database,
            "INSERT INTO mark (batch, child, retire_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        )
        counting = try PreparedStatement(database, "SELECT count(*) FROM mark WHERE batch = ?")
        removal = try PreparedStatement(database, "DELETE FROM mark WHERE batch = ?")
        retirement = try PreparedStatement(database, "DELETE FROM mark WHERE retire_at <= ?")
    }

    func insert(_ child: Int, of batch: TaskID, retireAt: ShardTime) throws {
        try insertion.run {
            $0.add(batch.rawValue)
            $0.add(child)
            $0.add(retireAt.milliseconds)
        }
    }

    func count(of batch: TaskID) throws -> Int {
        try counting.first {
            $0.add(batch.rawValue)
        } _: {
            $0.number(0)
        } ?? 0
    }

    func remove(of batch: TaskID) throws { try removal.run { $0.add(batch.rawValue) } }

    func retire(at now: ShardTime) throws { try retirement.run { $0.add(now.milliseconds) } }
}
