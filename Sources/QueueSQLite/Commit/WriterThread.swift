// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Queue

/// The thread that owns the database: opens it, serves the inbox, closes it.
///
/// A thread of its own, because neither SQLite's blocking calls nor the wait for the next one belong into the
/// cooperative pool, and because a worker's CPU load must not delay a heartbeat.
struct WriterThread: Sendable {
    struct Opened: Sendable {
        var readers: DatabasePool
        var recovery: QueueRecovery
    }

    let folder: String
    let policy: QueuePolicy
    let wall: WallClock
    let events = TaskEventHub()
    let doorbell = Doorbell()
    let live = LiveTasks()
    let inbox = Inbox()

    /// Starts it; `opened` is called once, before the first operation is served.
    func start(_ opened: @escaping @Sendable (Result<Opened, TaskQueueError>) -> Void) {
        let thread = Thread {
            run(opened)
            inbox.finish()
        }
        thread.name = "facefleet.queue"
        thread.start()
    }

    private func run(_ opened: (Result<Opened, TaskQueueError>) -> Void) {
        do throws(TaskQueueError) {
            var file = try DatabaseFile(folder: folder)
            var outcome = serve(file, opened)
            if case .failure(let error) = outcome, DatabaseFile.isDamage(error) {
                try file.replace()
                outcome = serve(file, opened)
            }
            do { try outcome.get() } catch { throw .unavailable("\(error)") }
        } catch {
            opened(.failure(error))
        }
    }

    /// Serves until the inbox is closed.
    ///
    /// - Returns: A failure when it could not start; `opened` has not been called then.
    private func serve(
        _ file: DatabaseFile,
        _ opened: (Result<Opened, TaskQueueError>) -> Void
    ) -> Result<Void, any Error> {
        var isOpen = false
        do {
            // One call for the thread's whole life, so that the compiled statements stay valid between transactions.
            try file.pool.writeWithoutTransaction { database in
                let core = try QueueCore(database, policy: policy, wall: wall)
                var recovery = file.recovery
                try core.transaction {
                    core.step()
                    recovery.crashedTasks = try core.crashRunning()
                }
                let loop = CommitLoop(
                    core: core,
                    writeback: LogWriteback(database: file.pool.path),
                    live: live,
                    events: events,
                    doorbell: doorbell
                )
                loop.publish()
                isOpen = true
                opened(.success(Opened(readers: file.pool, recovery: recovery)))
                loop.serve(inbox)
                try core.transaction { try core.saveLedger(always: true) }
                // The last connection to close is one that only reads, and leaves the log as it is.
                try database.checkpoint(.truncate)
            }
            try file.pool.close()
        } catch {
            // Once served, what fails is the last writing of the clock, the tidying of the log or a reader that is
            // still at it: none loses anything, and the lock goes with the file all the same.
            if !isOpen { return .failure(error) }
        }
        return .success(())
    }
}
