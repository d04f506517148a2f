// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import NIOCore
internal import NIOHTTP1
internal import Queue
internal import Storage

extension Problem {
    /// The problem that any error means to the client.
    static func of(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let error as StorageError: Problem(error)
        case let error as TaskQueueError: Problem(error)
        // What else is wrong with a request's bytes is noticed before a route is asked.
        case is HTTPParserError: Problem(.malformedRequest, "the request ends before it is whole, or is no HTTP/1.1")
        default: Problem(.internalFault, "an unforeseen error")
        }
    }

    private init(_ error: StorageError) {
        switch error.code {
        case .notFound: self.init(.notFound, "there is no such object, or it expired")
        case .erased: self.init(.gone, "it was erased")
        case .recordTooLarge:
            self.init(
                .imageTooLargeBytes,
                "the request is too large",
                measured: error.measured.map { "\($0)" },
                limit: error.limit.map { "\($0)" }
            )
        case .storageFull: self = Problem(.storageFailed, "the store is full").retrying(afterSeconds: 30)
        case .folderLocked, .folderUnwritable, .damaged, .rangeInvalid, .unreachable, .failed, .closed:
            self = Problem(.storageFailed, "the store failed").retrying(afterSeconds: 5)
        }
    }

    private init(_ error: TaskQueueError) {
        switch error {
        case .full(let waiting, let limit):
            self.init(.queueFull, "too many tasks wait", measured: "\(waiting) tasks", limit: "\(limit) tasks")
            retryAfterSeconds = 10
        case .tenantFull(let tasks, let limit):
            self.init(
                .quotaExceeded,
                "too many of the tenant's tasks wait or run",
                measured: "\(tasks) tasks",
                limit: "\(limit) tasks"
            )
            retryAfterSeconds = 10
        case .fullStore(let bytes, let limit):
            self.init(
                .queueFull,
                "unfinished tasks hold too many bytes",
                measured: "\(bytes) bytes",
                limit: "\(limit) bytes"
            )
            retryAfterSeconds = 10
        case .requestTooLarge(let bytes, let limit):
            self.init(
                .malformedRequest,
                "the request's options are too long",
                measured: "\(bytes) bytes",
                limit: "\(limit) bytes"
            )
        case .identifierReused:
            self.init(.idempotencyKeyReused, "this Idempotency-Key came with another request before")
        case .unknownTask: self.init(.notFound, "there is no task of this name")
        case .alreadyTerminal(_, let status): self.init(.alreadyTerminal, "the task has ended: \(status.name)")
        case .notDeadLetter: self.init(.notFound, "there is no dead letter of this name")
        case .unavailable, .notDurable, .folderInUse, .schemaTooNew, .evictingServer, .unsuitableServer:
            self = Problem(.queueUnavailable, "the queue is not available").retrying(afterSeconds: 2)
        }
    }
}
