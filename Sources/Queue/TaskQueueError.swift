// SPDX-License-Identifier: Apache-2.0

/// Why the queue refused.
public enum TaskQueueError: Error, Hashable, Sendable {
    /// Too many tasks wait.
    case full(waiting: Int, limit: Int)
    /// Too many tasks of one tenant wait in line or run.
    case tenantFull(tasks: Int, limit: Int)
    /// The tasks that have not ended take too much of the store.
    case fullStore(bytes: Int, limit: Int)
    /// The request is too large for the queue.
    case requestTooLarge(bytes: Int, limit: Int)
    /// The same task id came with another body.
    case identifierReused(TaskID)
    /// No such task, or no longer.
    case unknownTask(TaskID)
    /// The task has ended.
    case alreadyTerminal(TaskID, TaskStatus)
    /// The task is no dead letter, or was replayed.
    case notDeadLetter(TaskID)
    /// The backend cannot be reached or written; try again.
    case unavailable(String)
    /// The task is in the queue, but not where it has to be before it counts as accepted; it may run.
    case notDurable(String)
    /// Another process owns the folder.
    case folderInUse(path: String, owner: String)
    /// The database was written by a newer version.
    case schemaTooNew(path: String)
    /// The server throws keys away when its memory is full, as a cache does.
    case evictingServer(policy: String)
    /// The server cannot do what is asked of it.
    case unsuitableServer(String)
}

extension TaskQueueError: CustomStringConvertible {
    /// For the log; names the measured value and the limit.
    public var description: String {
        switch self {
        case .full(let waiting, let limit): "\(waiting) tasks wait, the limit is \(limit)"
        case .tenantFull(let tasks, let limit): "\(tasks) tasks of the tenant wait or run, the limit is \(limit)"
        case .fullStore(let bytes, let limit): "unfinished tasks hold \(bytes) bytes, the limit is \(limit)"
        case .requestTooLarge(let bytes, let limit): "a request of \(bytes) bytes, the limit is \(limit)"
        case .identifierReused(let id): "task \(id) exists with another body"
        case .unknownTask(let id): "no task \(id)"
        case .alreadyTerminal(let id, let status): "task \(id) has ended: \(status.name)"
        case .notDeadLetter(let id): "task \(id) is not a dead letter"
        case .unavailable(let reason): "the queue is unavailable: \(reason)"
        case .notDurable(let reason): "the task is not safe enough to be accepted: \(reason)"
        case .folderInUse(let path, let owner): "\(path) is in use by \(owner); one process owns a data folder"
        case .schemaTooNew(let path): "\(path) was written by a newer version of facefleet"
        case .evictingServer(let policy):
            "the server's maxmemory-policy is \(policy), which loses tasks: set it to noeviction"
        case .unsuitableServer(let reason): "the server does not do for this: \(reason)"
        }
    }
}
