// SPDX-License-Identifier: Apache-2.0

import GRDB
import Queue

/// The queue itself, confined to the writing thread: rows through the tables, order and counts in memory.
///
/// Every operation runs inside of a transaction. What is in memory agrees with the rows as they will be committed; a
/// transaction that fails makes it stale, and the next one builds it again from the rows.
final class QueueCore {
    let database: Database
    let policy: QueuePolicy
    private let wall: WallClock
    let tasks: TaskTable
    let outbox: OutboxTable
    let deliveries: DeliveryTable
    let marks: MarkTable
    var ledger: Ledger
    private var storedLedger: Ledger
    private(set) var census = Census()
    private(set) var holds = Holds()
    var order = OrderIndex()
    var effects = Effects()
    var presence = Presence()
    /// Whether the write-ahead log holds what was erased.
    var mustEmptyLog = false
    private var isStale = true

    init(_ database: Database, policy: QueuePolicy, wall: WallClock) throws {
        self.database = database
        self.policy = policy
        self.wall = wall
        tasks = try TaskTable(database)
        outbox = try OutboxTable(database)
        deliveries = try DeliveryTable(database)
        marks = try MarkTable(database)
        ledger = try Ledger(database, at: wall.now)
        storedLedger = ledger
    }

    /// The time of the operation that runs now.
    var moment: Moment { Moment(wall: ledger.clock.wall, shard: ledger.clock.now) }

    /// Runs operations as one transaction; nothing of them remains when one throws.
    func transaction(_ body: () throws -> Void) throws {
        do {
            try database.inTransaction(.immediate) {
                if isStale { try rebuild() }
                try body()
                try saveLedger(always: false)
                return .commit
            }
        } catch {
            isStale = true
            effects = Effects()
            throw error
        }
    }

    /// Writes the log back into the database and cuts it off, where it holds what was erased.
    ///
    /// A reader that is still at an older state keeps the log; then the next commit tries again.
    func emptyLogAfterErasure() {
        guard mustEmptyLog, (try? database.checkpoint(.truncate)) != nil else { return }
        mustEmptyLog = false
    }

    /// Every operation happens at a time; the shard's clock steps with it.
    func step() { ledger.clock.step(to: wall.now) }

    /// Writes the clock even if nothing else changed since.
    func saveLedger(always: Bool) throws {
        guard always || !ledger.isCloseTo(storedLedger) else { return }
        try ledger.save(database, before: storedLedger)
        storedLedger = ledger
    }

    /// A task that was not there before.
    func insert(_ entry: TaskEntry) throws {
        try tasks.insert(entry)
        census.note(entry, by: 1)
        effects.note(entry)
        if entry.state.status == .queued { wait(entry) }
    }

    /// Writes a change and keeps up what depends on it, all but the order.
    func update(_ entry: TaskEntry, from before: TaskEntry) throws {
        try tasks.update(entry)
        census.note(before, by: -1)
        census.note(entry, by: 1)
        holds.remove(before)
        holds.add(entry)
        if entry.state.revision != before.state.revision { effects.note(entry) }
        // While a suspect ran alone, its process's other slots found nothing and went to sleep.
        if before.state.lease?.isAlone == true, entry.state.lease == nil { effects.ringsAll = true }
    }

    func remove(_ entry: TaskEntry) throws {
        try tasks.remove(entry)
        if entry.task.kind == .batch { try marks.remove(of: entry.task.id) }
        census.note(entry, by: -1)
    }

    /// A task joins the line.
    func wait(_ entry: TaskEntry) {
        order.add(entry.waiting)
        // Nobody gets it while claims are held back; resuming rings for all.
        guard !ledger.isPaused else { return }
        effects.rings[entry.task.flow, default: 0] += 1
    }

    /// Everything in memory from the rows.
    private func rebuild() throws {
        ledger = try Ledger(database, at: wall.now)
        storedLedger = ledger
        census = try Census(database)
        try rebuildOrder()
        isStale = false
    }

    func rebuildOrder() throws {
        holds = Holds()
        order = OrderIndex()
        for row in try Row.fetchAll(database, sql: "SELECT name, weight, running_max FROM tenant") {
            let share = TenantShare(weight: row[1] as Int? ?? 1, runningMax: row[2])
            order.setShare(share, of: TenantID(row[0] as String? ?? ""))
        }
        try tasks.eachActive { entry in
            if entry.state.status == .queued {
                order.add(entry.waiting)
            } else if entry.state.status == .running {
                order.noteRunning(entry.task.tenant)
                holds.add(entry)
            }
        }
    }
}
