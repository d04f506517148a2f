// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
public import Queue

/// The queue of one process: rows in SQLite, order in memory, one thread that writes.
///
/// The process owns the folder while the queue is open. Calls that come while a transaction is being written share
/// the next one. A commit is not synced by itself (`synchronous = NORMAL`): a power cut takes back the newest ones
/// together, and the accept records behind the ``watermarks()`` bring their tasks back.
public final class SQLiteTaskQueue: TaskQueue {
    /// State changes in this process.
    public let events: TaskEventHub
    /// Rings when there may be something to claim.
    public let doorbell: Doorbell
    /// What opening found.
    public let recovery: QueueRecovery
    let live: LiveTasks
    let inbox: Inbox
    let readers: DatabasePool

    /// Opens the queue in a folder, which is made if need be, and puts back the tasks that ran when its process ended.
    ///
    /// - Parameters:
    ///   - folder: An absolute path; `queue.sqlite` and `queue.lock` lie in it.
    ///   - policy: The numbers of the contract.
    ///   - wall: The wall clock; the shard's clock follows it, as long as ``tick()`` is called.
    /// - Returns: The queue, and in it what was found.
    /// - Throws: `folderInUse`, `schemaTooNew`, `unavailable`.
    public static func open(
        in folder: String,
        policy: QueuePolicy = QueuePolicy(),
        wall: WallClock
    ) async throws(TaskQueueError) -> SQLiteTaskQueue {
        let writer = WriterThread(folder: folder, policy: policy, wall: wall)
        let opened: Result<WriterThread.Opened, TaskQueueError> = await withCheckedContinuation { continuation in
            writer.start { continuation.resume(returning: $0) }
        }
        return SQLiteTaskQueue(writer, try opened.get())
    }

    private init(_ writer: WriterThread, _ opened: WriterThread.Opened) {
        events = writer.events
        doorbell = writer.doorbell
        live = writer.live
        inbox = writer.inbox
        readers = opened.readers
        recovery = opened.recovery
    }

    deinit { inbox.close() }

    /// Finishes what was called, writes the clock and gives the folder back; every later call is `unavailable`.
    public func close() async { await inbox.closeAndWait() }

    /// Runs in a transaction on the writing thread; returns once it is committed.
    ///
    /// - Parameter body: May run twice. It throws a `TaskQueueError` before it has changed anything, or not at all.
    /// - Returns: What the body returned.
    /// - Throws: What the body threw, or `unavailable`.
    func perform<Answer: Sendable>(
        _ body: @escaping @Sendable (QueueCore) throws -> Answer
    ) async throws(TaskQueueError) -> Answer {
        let result: Result<Answer, TaskQueueError> = await withCheckedContinuation { continuation in
            let operation = Operation(
                attempt: { core in
                    let answer: Result<Answer, TaskQueueError>
                    do { answer = .success(try body(core)) } catch let error as TaskQueueError {
                        answer = .failure(error)
                    }
                    return { continuation.resume(returning: answer) }
                },
                fail: { continuation.resume(returning: .failure($0)) }
            )
            if !inbox.put(operation) { continuation.resume(returning: .failure(.unavailable("it is closed"))) }
        }
        return try result.get()
    }

    /// Reads the last committed state, beside the writing thread.
    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(TaskQueueError) -> Answer {
        do { return try await readers.read(body) } catch { throw .unavailable("\(error)") }
    }
}
