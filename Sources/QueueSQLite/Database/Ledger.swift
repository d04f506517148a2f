// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// The few numbers of the queue as a whole, written once a transaction.
struct Ledger: Equatable {
    var sequence = 0
    var outboxSequence = 0
    var enqueued = 0
    var ended: [TaskStatus: Int] = [:]
    var clock: ShardClock
    var isPaused = false

    init(startingAt wall: WallTime) { clock = ShardClock(startingAt: wall) }

    /// What the database says, or a new one.
    init(_ database: Database, at wall: WallTime) throws {
        self.init(startingAt: wall)
        let sql = "SELECT sequence, outbox_sequence, enqueued, shard, wall, is_paused FROM ledger"
        guard let row = try Row.fetchOne(database, sql: sql) else { return }
        sequence = row[0] as Int? ?? 0
        outboxSequence = row[1] as Int? ?? 0
        enqueued = row[2] as Int? ?? 0
        clock = ShardClock(
            now: ShardTime(milliseconds: row[3] as Int? ?? 0),
            wall: WallTime(milliseconds: row[4] as Int? ?? 0)
        )
        isPaused = (row[5] as Int? ?? 0) != 0
        for row in try Row.fetchAll(database, sql: "SELECT status, count FROM ended") {
            if let status = TaskStatus(rawValue: row[0] as Int? ?? -1) { ended[status] = row[1] as Int? ?? 0 }
        }
    }

    /// Writes what differs from what was last written.
    func save(_ database: Database, before: Ledger) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO ledger (id, sequence, outbox_sequence, enqueued, shard, wall, is_paused)
                VALUES (1, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            sequence, outboxSequence, enqueued, clock.now.milliseconds, clock.wall.milliseconds, isPaused ? 1 : 0,
        ])
        for (status, count) in ended where before.ended[status] != count {
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO ended (status, count) VALUES (?, ?)")
                .execute(arguments: [status.rawValue, count])
        }
    }

    /// Whether only the clock differs, and by less than would matter after a restart.
    func isCloseTo(_ other: Ledger) -> Bool {
        var same = self
        same.clock = other.clock
        return same == other
            && clock.now < other.clock.now.advanced(by: Self.clockSlackMax)
    }

    /// How far the stored clock may stay behind while nothing else happens.
    private static let clockSlackMax = Duration.seconds(10)
}
