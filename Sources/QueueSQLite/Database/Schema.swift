// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The tables, as a series of steps that are never changed once released.
enum Schema {
    /// Every step from an empty database on.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 tasks") { try $0.execute(sql: tasks + outbox + ledger) }
        migrator.registerMigration("2 deliveries") { try $0.execute(sql: deliveries) }
        migrator.registerMigration("3 marks") { try $0.execute(sql: marks) }
        return migrator
    }

    /// `sequence` is the place in line.
    ///
    /// Times of the shard: granted, expires, release_at, retire_at; all others are
    /// wall time. Every time is in milliseconds. The partial indexes hold only what their query asks for.
    private static let tasks = """
        CREATE TABLE task (
            sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, kind INTEGER NOT NULL,
            route TEXT NOT NULL, priority INTEGER NOT NULL, cost INTEGER NOT NULL, created INTEGER NOT NULL,
            start_within INTEGER, total_within INTEGER, request BLOB, record TEXT NOT NULL,
            stored_bytes INTEGER NOT NULL, digest BLOB, webhook BLOB, replay_of TEXT,
            start_due INTEGER, total_due INTEGER, status INTEGER NOT NULL, attempts INTEGER NOT NULL,
            deliveries INTEGER NOT NULL, crashes_alone INTEGER NOT NULL, revision INTEGER NOT NULL,
            flags INTEGER NOT NULL, lease TEXT, granted INTEGER, expires INTEGER, is_alone INTEGER,
            last_lease TEXT, release_at INTEGER, worker TEXT, started INTEGER, ended INTEGER, result BLOB,
            failure_code TEXT, error BLOB, retire_at INTEGER, due INTEGER
        ) STRICT;
        CREATE INDEX task_list ON task(sequence, status, flags, tenant);
        CREATE INDEX task_oldest ON task(priority, created) WHERE status = 0;
        CREATE INDEX task_release ON task(release_at, sequence) WHERE release_at IS NOT NULL;
        CREATE INDEX task_due ON task(due, sequence) WHERE due IS NOT NULL;
        CREATE INDEX task_retire ON task(retire_at, sequence) WHERE retire_at IS NOT NULL;

        """

    private static let outbox = """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, task TEXT NOT NULL, tenant TEXT NOT NULL,
            status INTEGER NOT NULL, record TEXT NOT NULL, payload BLOB, due INTEGER NOT NULL,
            attempts INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX outbox_due ON outbox(due, id);
        CREATE INDEX outbox_removal ON outbox(task) WHERE kind = 1;

        """

    /// Numbered in the order of writing, which is also the order in which they retire.
    private static let deliveries = """
        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY, task TEXT NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL,
            retire_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX delivery_task ON delivery(task, number);

        """

    /// Which children of batches have ended.
    private static let marks = """
        CREATE TABLE mark (
            batch TEXT NOT NULL, child INTEGER NOT NULL, retire_at INTEGER NOT NULL, PRIMARY KEY (batch, child)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX mark_retire ON mark(retire_at);

        """

    private static let ledger = """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL, outbox_sequence INTEGER NOT NULL,
            enqueued INTEGER NOT NULL, shard INTEGER NOT NULL, wall INTEGER NOT NULL, is_paused INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE ended (status INTEGER PRIMARY KEY, count INTEGER NOT NULL) STRICT;
        CREATE TABLE tenant (name TEXT PRIMARY KEY, weight INTEGER NOT NULL, running_max INTEGER) STRICT;
        CREATE TABLE watermark (segment TEXT PRIMARY KEY, offset INTEGER NOT NULL) STRICT;

        """
}
