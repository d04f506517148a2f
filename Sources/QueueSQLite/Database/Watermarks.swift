// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// How far the accept records of each segment are in the queue.
enum Watermarks {
    static func all(_ database: Database) throws -> [SegmentPosition] {
        try Row.fetchAll(database, sql: "SELECT segment, offset FROM watermark ORDER BY segment").map { row in
            SegmentPosition(segment: row[0] as String? ?? "", offset: row[1] as Int? ?? 0)
        }
    }

    /// Only forwards: a position that was reached stays so.
    static func set(_ position: SegmentPosition, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO watermark (segment, offset) VALUES (?, ?)
                ON CONFLICT (segment) DO UPDATE SET offset = max(offset, excluded.offset)
                """
        ).execute(arguments: [position.segment, position.offset])
    }

    static func remove(_ segment: String, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM watermark WHERE segment = ?", arguments: [segment])
    }
}
